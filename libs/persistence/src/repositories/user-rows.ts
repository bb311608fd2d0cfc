import type { NewUser, Page, PageRequest, User, UserEdit, UserReader, UserWriter } from '@certkeep/application';
import { nameKey, type UserId } from '@certkeep/domain';
import { In } from 'typeorm';
import type { UserRow } from '../entities/identity.js';
import type { CompanyScope } from './company-scope.js';
import { containing, pageByKeyset } from './keyset.js';

export class UserRows implements UserReader, UserWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: UserId): Promise<User | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : userOf(row);
  }

  async findByUserName(userName: string): Promise<User | undefined> {
    const row = await this.rows.findOneBy({ user_name_key: nameKey(userName), company_id: this.scope.company });
    return row === null ? undefined : userOf(row);
  }

  async passwordHashOf(id: UserId): Promise<string> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row?.password_hash ?? '';
  }

  async list({ search, page }: { readonly search: string; readonly page: PageRequest }): Promise<Page<User>> {
    const query = this.rows
      .createQueryBuilder('row')
      .where('row.company_id = :company', { company: this.scope.company });
    if (search !== '')
      query.andWhere("row.user_name_key LIKE :search ESCAPE '!'", { search: containing(nameKey(search)) });
    const found = await pageByKeyset(query, {
      column: 'user_name_key',
      descending: false,
      page,
      keyOf: (row) => row.user_name_key,
    });
    return { ...found, rows: found.rows.map(userOf) };
  }

  countAdmins(): Promise<number> {
    return this.rows.countBy({ company_id: this.scope.company, role: 'ADMIN', disabled: false });
  }

  count(): Promise<number> {
    return this.rows.countBy({ company_id: this.scope.company });
  }

  async insert(user: NewUser): Promise<void> {
    const now = this.scope.clock.now();
    await this.rows.insert({
      id: user.id,
      company_id: this.scope.company,
      user_name: user.userName,
      user_name_key: nameKey(user.userName),
      display_name: user.displayName,
      role: user.role,
      extra_permissions: [...user.extraPermissions],
      password_hash: user.passwordHash,
      disabled: false,
      version: 1,
      create_time: now,
      update_time: now,
      last_sign_in_time: null,
    });
  }

  async update(id: UserId, edit: UserEdit): Promise<void> {
    await this.rows.update(
      { id, company_id: this.scope.company },
      {
        ...(edit.displayName === undefined ? {} : { display_name: edit.displayName }),
        ...(edit.role === undefined ? {} : { role: edit.role }),
        ...(edit.extraPermissions === undefined ? {} : { extra_permissions: [...edit.extraPermissions] }),
        ...(edit.disabled === undefined ? {} : { disabled: edit.disabled }),
        ...(edit.passwordHash === undefined ? {} : { password_hash: edit.passwordHash }),
        version: () => 'version + 1',
        update_time: this.scope.clock.now(),
      },
    );
  }

  async noteSignIn(id: UserId): Promise<void> {
    await this.rows.update({ id, company_id: this.scope.company }, { last_sign_in_time: this.scope.clock.now() });
  }

  async delete(id: UserId): Promise<void> {
    await this.leaveApplications(id);
    await this.rows.delete({ id, company_id: this.scope.company });
  }

  /** That name the user as a technical contact. */
  private async leaveApplications(id: UserId): Promise<void> {
    const { manager, entities, company, clock } = this.scope;
    const contacts = manager.getRepository(entities.applicationContacts);
    const of = { company_id: company, user_id: id };
    const applications = (await contacts.findBy(of)).map(({ application_id }) => application_id);
    await contacts.delete(of);
    await manager
      .getRepository(entities.applications)
      .update(
        { id: In(applications), company_id: company },
        { version: () => 'version + 1', update_time: clock.now() },
      );
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.users);
  }
}

export function userOf(row: UserRow): User {
  return {
    id: row.id as UserId,
    userName: row.user_name,
    displayName: row.display_name,
    role: row.role,
    extraPermissions: row.extra_permissions,
    disabled: row.disabled,
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
    lastSignInTime: row.last_sign_in_time ?? undefined,
  };
}
