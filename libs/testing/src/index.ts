export { type Mariadb, type MariadbOptions, startMariadb } from './mariadb.js';
export type { MysqlDatabase } from './mysql-database.js';
export { describeOnEachDatabase, type FreshDatabase, type TestDatabase } from './test-databases.js';
