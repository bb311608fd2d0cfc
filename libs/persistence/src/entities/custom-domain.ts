import { id, instant, integer, text } from '../column-kinds.js';
import type { TableShape } from '../table-shape.js';

export interface ApplicationRow {
  id: string;
  company_id: string;
  name: string;
  name_key: string;
  description: string;
  version: number;
  create_time: Date;
  update_time: Date;
}

export const applicationTable: TableShape<ApplicationRow> = {
  table: 'applications',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    name: { is: text(128) },
    name_key: { is: text(512) },
    description: { is: text(1024) },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};

export interface ApplicationEnvironmentRow {
  application_id: string;
  environment_id: string;
  company_id: string;
}

export const applicationEnvironmentTable: TableShape<ApplicationEnvironmentRow> = {
  table: 'application_environments',
  columns: {
    application_id: { is: id, key: true },
    environment_id: { is: id, key: true },
    company_id: { is: id },
  },
};

/** A user who may change the application's custom domains. */
export interface ApplicationContactRow {
  application_id: string;
  user_id: string;
  company_id: string;
}

export const applicationContactTable: TableShape<ApplicationContactRow> = {
  table: 'application_contacts',
  columns: {
    application_id: { is: id, key: true },
    user_id: { is: id, key: true },
    company_id: { is: id },
  },
};

export interface CustomDomainRow {
  id: string;
  company_id: string;
  application_id: string;
  environment_id: string;
  /** A-labels in lower case: unique per environment. */
  host: string;
  certificate_id: string | null;
  version: number;
  create_time: Date;
  update_time: Date;
}

export const customDomainTable: TableShape<CustomDomainRow> = {
  table: 'custom_domains',
  columns: {
    id: { is: id, key: true },
    company_id: { is: id },
    application_id: { is: id },
    environment_id: { is: id },
    host: { is: text(255) },
    certificate_id: { is: id, nullable: true },
    version: { is: integer },
    create_time: { is: instant },
    update_time: { is: instant },
  },
};
