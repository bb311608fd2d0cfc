import type { EnvironmentSettings, EnvironmentWriter } from '@certkeep/application';
import { nameKey, type EnvironmentId } from '@certkeep/domain';
import { In } from 'typeorm';
import { EnvironmentRows } from './environment-rows.js';

const nextVersion = () => 'version + 1';

/** Environments of one company inside a transaction. */
export class WritableEnvironmentRows extends EnvironmentRows implements EnvironmentWriter {
  async insert(id: EnvironmentId, settings: EnvironmentSettings): Promise<void> {
    const now = this.scope.clock.now();
    await this.rows.insert({
      id,
      company_id: this.scope.company,
      ...columnsOf(settings),
      api_manager: null,
      version: 1,
      create_time: now,
      update_time: now,
    });
  }

  async update(id: EnvironmentId, settings: EnvironmentSettings): Promise<void> {
    await this.rows.update(
      { id, company_id: this.scope.company },
      { ...columnsOf(settings), version: nextVersion, update_time: this.scope.clock.now() },
    );
  }

  async delete(id: EnvironmentId): Promise<void> {
    await this.unassign(id);
    const { manager, entities, company } = this.scope;
    await manager.getRepository(entities.trustedCas).delete({ company_id: company, environment_id: id });
    await this.leaveApplications(id);
    await this.rows.delete({ id, company_id: this.scope.company });
  }

  /** What is assigned still are definitions of deleted certificates. One that is left without any becomes the default one. */
  private async unassign(id: EnvironmentId): Promise<void> {
    const { manager, entities, company } = this.scope;
    const of = { company_id: company, environment_id: id };
    const definitions = (await this.assignments.findBy(of)).map(({ definition_id }) => definition_id);
    await this.assignments.delete(of);
    const rows = manager.getRepository(entities.definitions);
    for (const definition of await rows.findBy({ id: In(definitions) })) {
      if (await this.assignments.existsBy({ definition_id: definition.id })) continue;
      const { certificate_id } = definition;
      if (await rows.existsBy({ certificate_id, default_marker: true })) continue;
      await rows.update({ id: definition.id }, { default_marker: true, update_time: this.scope.clock.now() });
    }
  }

  private async leaveApplications(id: EnvironmentId): Promise<void> {
    const { manager, entities, company, clock } = this.scope;
    const of = { company_id: company, environment_id: id };
    const places = manager.getRepository(entities.applicationEnvironments);
    const applications = (await places.findBy(of)).map(({ application_id }) => application_id);
    await places.delete(of);
    await manager
      .getRepository(entities.applications)
      .update({ id: In(applications), company_id: company }, { version: nextVersion, update_time: clock.now() });
  }
}

function columnsOf({ name, description, maxCacheAge, systemRoots }: EnvironmentSettings) {
  return { name, name_key: nameKey(name), description, max_cache_age: maxCacheAge ?? 0, system_roots: systemRoots };
}
