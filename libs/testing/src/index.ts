export { chromiumFlags, findChromium } from './chromium.js';
export { type Mariadb, type MariadbOptions, startMariadb } from './mariadb.js';
export type { MysqlDatabase } from './mysql-database.js';
export { type RunningServer, type ServerOptions, startServer } from './server-process.js';
export { describeOnEachDatabase, type FreshDatabase, type TestDatabase } from './test-databases.js';
export {
  createTestCa,
  type IssuedCertificate,
  type IssueOptions,
  type TestCa,
  type TestKeyAlgorithm,
} from './test-ca.js';
export { startSlapd, type Slapd } from './slapd.js';
export { FixedClock } from './fixed-clock.js';
export { createOpensslCa, type OpensslCa } from './openssl-ca.js';
export { startNginx, type Nginx, type NginxOptions } from './nginx.js';
export { freePort } from './free-port.js';
export { selfSigned, type SelfSigned } from './self-signed.js';
export { FaultyProxy } from './faulty-proxy.js';
export { Seeded } from './seeded.js';
export { startCertkeep, type Certkeep, type NodeChoices } from './certkeep.js';
export { serialOf, startMtlsServer, type MtlsServer } from './mtls-server.js';
export { manyCas } from './many-cas.js';
