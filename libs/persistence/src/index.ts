export { NodeReportRows } from './node-report-rows.js';
export { DatabaseCompanyDirectory } from './company-directory.js';
export { DatabaseCredentialDirectory } from './credential-directory.js';
export { DatabaseChangeFeed } from './database-change-feed.js';
export { databaseUnavailable } from './database-unavailable.js';
export { openDatabase, type Database } from './database.js';
export { registerSealingKey, sealingKeyIds } from './sealing-keys.js';
export { TypeOrmStore } from './typeorm-store.js';
