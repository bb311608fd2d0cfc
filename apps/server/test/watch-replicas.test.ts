import { describeOnEachDatabase, type IssuedCertificate } from '@certkeep/testing';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NodeWork, pasted } from './node-work.js';
import { Running } from './running.js';
import { CertificateService, NodeService, RuntimeService } from '@certkeep/contracts/connect';
import { WanderingNode } from './wandering-node.js';

const nodeCount = 3;
const certificateCount = 3;

/** Something that an administrator or a node does, through one of the replicas. */
const deed = fc.record({
  replica: fc.nat(1),
  node: fc.nat(nodeCount - 1),
  certificate: fc.nat(certificateCount - 1),
  what: fc.constantFrom(
    'reconnect',
    'reconnect',
    'replace',
    'primary',
    'clear',
    'choose',
    'follow',
    'on',
    'off',
    'retry',
  ),
});
type Deed = typeof deed extends fc.Arbitrary<infer One> ? One : never;

describeOnEachDatabase('nodes that go from one replica to another', (database) => {
  let work: NodeWork;
  let replicas: readonly Running[];
  let spare: IssuedCertificate[];
  beforeAll(async () => {
    const { url } = await database.fresh();
    const settings = { CERTKEEP_KEY: randomBytes(32).toString('base64'), CERTKEEP_HEARTBEAT_SECONDS: '1' };
    work = await NodeWork.start(url, settings);
    replicas = [work.running, await Running.start(url, settings)];
    spare = await Promise.all(Array.from({ length: 200 }, () => work.issue()));
  });
  afterAll(async () => {
    await replicas[1]?.stop();
    await work.stop();
  });

  it('are never told something older after something newer, and have in the end what a fetch says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 10, maxLength: 25 }), async (deeds) => {
        const certificates = await Promise.all(
          Array.from({ length: certificateCount }, async () => work.stored(await nextLeaf())),
        );
        const nodes = await Promise.all(
          Array.from({ length: nodeCount }, async (_, index) => {
            const { node, token } = await work.registered({ certificateId: certificates[index]?.id ?? '' });
            return { node, token, wandering: new WanderingNode(token) };
          }),
        );
        for (const { wandering } of nodes) await wandering.connect(work.running);
        for (const one of deeds) await perform(one, { certificates, nodes });
        for (const { token, wandering } of nodes) {
          for (const replica of replicas) {
            const agrees = async () => (await fetchedEtag(replica, token, wandering.revision)) === wandering.etag;
            await expect.poll(agrees, { timeout: 10_000 }).toBe(true);
            expect(wandering.complaints).toEqual([]);
          }
          await wandering.hangUp();
        }
      }),
      { numRuns: 4, endOnFailure: true },
    );
  }, 120_000);

  async function nextLeaf(): Promise<IssuedCertificate> {
    return spare.pop() ?? work.issue();
  }

  interface Cast {
    readonly certificates: readonly Awaited<ReturnType<NodeWork['stored']>>[];
    readonly nodes: readonly { readonly node: { readonly id: string }; readonly wandering: WanderingNode }[];
  }

  async function perform({ replica: at, node: nodeAt, certificate: certificateAt, what }: Deed, cast: Cast) {
    const [replica, node, certificate] = [replicas[at], cast.nodes[nodeAt], cast.certificates[certificateAt]];
    if (replica === undefined || node === undefined || certificate === undefined) throw new TypeError('out of range');
    const certificates = replica.client(CertificateService, work.admin);
    const update = (path: string, values: { certificateId?: string; mtlsEnabled?: boolean }) =>
      replica
        .client(NodeService, work.admin)
        .updateNode({ node: { id: node.node.id, ...values }, updateMask: { paths: [path] } });
    switch (what) {
      case 'reconnect':
        return node.wandering.connect(replica);
      case 'replace': {
        const definitionId = certificate.definitions[0]?.id ?? '';
        const material = pasted(await nextLeaf());
        return certificates.replaceMaterial({ definitionId, material, cascade: { confirmName: certificate.name } });
      }
      case 'primary':
        return certificates.setPrimaryCertificate({ id: certificate.id });
      case 'clear':
        return certificates.clearPrimaryCertificate({ id: certificate.id });
      case 'choose':
        return update('certificate_id', { certificateId: certificate.id });
      case 'follow':
        return update('certificate_id', { certificateId: '' });
      case 'on':
        return update('mtls_enabled', { mtlsEnabled: true });
      case 'off':
        return update('mtls_enabled', { mtlsEnabled: false });
      case 'retry': {
        await node.wandering.fail(replica);
        return replica.client(NodeService, work.admin).retryDeployments({ nodeId: node.node.id });
      }
    }
  }
});

/** Empty when nothing is to be presented. */
async function fetchedEtag(replica: Running, token: string, knownRevision: bigint): Promise<string> {
  try {
    const { result } = await replica.client(RuntimeService, { token }, 'grpc').fetchCertificate({ knownRevision });
    return result.case === 'certificate' ? result.value.etag : '';
  } catch {
    return '';
  }
}
