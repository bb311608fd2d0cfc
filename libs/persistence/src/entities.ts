import type { Dialect } from './dialect.js';
import { certificateTable, definitionTable, versionTable } from './entities/certificate.js';
import { clientCertificateTable } from './entities/client-certificate.js';
import { companyTable } from './entities/company.js';
import {
  applicationContactTable,
  applicationEnvironmentTable,
  applicationTable,
  customDomainTable,
} from './entities/custom-domain.js';
import { environmentAssignmentTable, environmentTable } from './entities/environment.js';
import { serviceAccountTable, sessionTable, tokenTable, userTable } from './entities/identity.js';
import { auditEventTable, changeTable, requestResultTable, sealingKeyTable } from './entities/log.js';
import { jwkEnvironmentTable, jwkTable, retiredJwkTable } from './entities/jwk.js';
import { nodeReportTable, nodeStateTable, revisionKeyTable } from './entities/node-report.js';
import { nodeTable } from './entities/node.js';
import { signingRequestTable } from './entities/signing-request.js';
import { trustedCaTable } from './entities/trusted-ca.js';
import { certificateCountTable, certificateLabelTable, coveredNameTable } from './entities/standing.js';
import { entityOf } from './table-shape.js';

/** Every table's TypeORM entity, for one dialect. */
export function entitiesFor(dialect: Dialect) {
  return {
    companies: entityOf(companyTable, dialect),
    environments: entityOf(environmentTable, dialect),
    environmentAssignments: entityOf(environmentAssignmentTable, dialect),
    users: entityOf(userTable, dialect),
    sessions: entityOf(sessionTable, dialect),
    serviceAccounts: entityOf(serviceAccountTable, dialect),
    tokens: entityOf(tokenTable, dialect),
    certificates: entityOf(certificateTable, dialect),
    definitions: entityOf(definitionTable, dialect),
    versions: entityOf(versionTable, dialect),
    certificateCounts: entityOf(certificateCountTable, dialect),
    certificateLabels: entityOf(certificateLabelTable, dialect),
    coveredNames: entityOf(coveredNameTable, dialect),
    applications: entityOf(applicationTable, dialect),
    applicationEnvironments: entityOf(applicationEnvironmentTable, dialect),
    applicationContacts: entityOf(applicationContactTable, dialect),
    customDomains: entityOf(customDomainTable, dialect),
    signingRequests: entityOf(signingRequestTable, dialect),
    jwks: entityOf(jwkTable, dialect),
    jwkEnvironments: entityOf(jwkEnvironmentTable, dialect),
    retiredJwks: entityOf(retiredJwkTable, dialect),
    trustedCas: entityOf(trustedCaTable, dialect),
    nodes: entityOf(nodeTable, dialect),
    clientCertificates: entityOf(clientCertificateTable, dialect),
    nodeReports: entityOf(nodeReportTable, dialect),
    nodeStates: entityOf(nodeStateTable, dialect),
    revisionKeys: entityOf(revisionKeyTable, dialect),
    changes: entityOf(changeTable, dialect),
    auditEvents: entityOf(auditEventTable, dialect),
    requestResults: entityOf(requestResultTable, dialect),
    sealingKeys: entityOf(sealingKeyTable, dialect),
  };
}

export type Entities = ReturnType<typeof entitiesFor>;
