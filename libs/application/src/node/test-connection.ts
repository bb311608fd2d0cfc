import { DomainError, type NodeId } from '@certkeep/domain';
import type { CertificateFacts } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { MaterialReader } from '../certificate/material-reader.js';
import type { ConnectionTester, TestedConnection } from '../endpoint/connection-tester.js';
import { trustAdvice, type TrustAdvice } from '../endpoint/trust-advice.js';
import type { RuntimeView } from '../runtime/runtime-view.js';
import type { Store } from '../store.js';
import { requireNode } from './resolve-node.js';

export interface TestConnectionPorts {
  readonly store: Store;
  readonly runtime: Pick<RuntimeView<unknown>, 'materialFor'>;
  readonly materials: MaterialReader;
  readonly tester: ConnectionTester;
}

export interface ConnectionTest extends TestedConnection {
  /** The leaf first; empty when the server's certificates could not be read. */
  readonly serverChain: readonly CertificateFacts[];
  readonly trustAdvice: readonly TrustAdvice[];
}

/**
 * Connects to a URL with the certificate that the node presents now. That its key was used is audited.
 * @throws DomainError NOT_FOUND, FIELD_INVALID, ADDRESS_FORBIDDEN, ENDPOINT_UNREACHABLE, RATE_LIMITED, MTLS_DISABLED,
 *   NO_CERTIFICATE_SELECTED, NO_DEFINITION_FOR_ENVIRONMENT, NO_PRIVATE_KEY
 */
export const testConnection =
  ({ store, runtime, materials, tester }: TestConnectionPorts) =>
  async (
    call: Call,
    { id, url }: { readonly id: NodeId; readonly url: string },
    signal: AbortSignal,
  ): Promise<ConnectionTest> => {
    const { company } = call.caller;
    const node = await requireNode(store.view(company), id);
    const material = await runtime.materialFor(company, id);
    const tested = await tester.test(url, material, { company, field: 'url', signal });
    await store.change(call, ({ audit }) =>
      audit.record(
        'node.connection.test',
        { type: 'node', id, name: node.name },
        { address: tested.address, accepted: String(tested.accepted) },
      ),
    );
    const inspection = await inspectionOf(materials, tested.serverCertificates);
    if (inspection === undefined) return { ...tested, serverChain: [], trustAdvice: [] };
    return {
      ...tested,
      serverChain: [inspection.leaf.facts, ...inspection.chain.map(({ facts }) => facts)],
      trustAdvice: await trustAdvice(store.view(company), tested, inspection),
    };
  };

/** @returns undefined for what can't be read */
async function inspectionOf(materials: MaterialReader, certificates: readonly Uint8Array[]) {
  if (certificates.length === 0) return undefined;
  try {
    return await materials.inspect({ kind: 'presented', certificates });
  } catch (error) {
    if (error instanceof DomainError && error.reason !== 'RATE_LIMITED') return undefined;
    throw error;
  }
}
