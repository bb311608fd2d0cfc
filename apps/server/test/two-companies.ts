import { createCompany } from '@certkeep/application';
import { Permission } from '@certkeep/contracts/connect';
import { DatabaseCompanyDirectory, openDatabase } from '@certkeep/persistence';
import { randomUUID } from 'node:crypto';
import { Running, type Credential } from './running.js';

const writes = [
  Permission.CERTIFICATES_READ,
  Permission.CERTIFICATES_WRITE,
  Permission.ENVIRONMENTS_WRITE,
  Permission.NODES_WRITE,
  Permission.DOMAINS_WRITE,
];

export interface TwoCompanies {
  readonly running: Running;
  /** A person of the company `main`, signed in. */
  readonly admin: Credential;
  /** A service of the same company. */
  readonly writer: Credential;
  /** A service of another company. */
  readonly stranger: Credential;
}

/** Certkeep with two companies, each with a service that may do all that concerns certificates. */
export async function startWithTwoCompanies(
  url: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<TwoCompanies> {
  const database = await openDatabase(url);
  const companies = new DatabaseCompanyDirectory(database, { now: () => new Date() }, randomUUID);
  for (const slug of ['main', 'other']) await createCompany({ companies, makeId: randomUUID })({ slug, name: slug });
  await database.close();
  const running = await Running.start(url, settings);
  const linkOf = (name: string) => running.serving.setupLinks.find(({ company }) => company === name)?.url;
  const admin = await running.setUp(linkOf('main'));
  const otherAdmin = await running.setUp(linkOf('other'));
  return {
    running,
    admin,
    writer: await running.serviceOf(admin, 'writer', writes),
    stranger: await running.serviceOf(otherAdmin, 'stranger', writes),
  };
}
