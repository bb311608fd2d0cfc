import { createTestCa, selfSigned, startCertkeep } from '@certkeep/testing';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { readAgentConfig } from '../src/read-config.js';
import { Target } from '../src/target.js';

it('a target keeps its files current with a client certificate alone, and takes the next one from its files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'certkeep-agent-certificate-'));
  const at = (name: string) => join(folder, name);
  const server = selfSigned('Certkeep');
  const [certkeep, ca] = await Promise.all([startCertkeep(undefined, server), createTestCa()]);
  const presented = [await ca.issue({ commonName: 'first' }), await ca.issue({ commonName: 'second' })] as const;
  const shown = [await ca.issue({ commonName: 'node' }), await ca.issue({ commonName: 'node' })] as const;
  await certkeep.addPrimary(presented[0]);
  const node = await certkeep.createNode('host');
  const credentials: string[] = [];
  for (const { certificatePem } of shown) {
    const request = { nodeId: node.id, material: Buffer.from(certificatePem).toString('base64') };
    const { clientCertificate } = await certkeep.rpc('NodeService/AddNodeClientCertificate', request);
    credentials.push((clientCertificate as { readonly id: string }).id);
  }
  const show = async ({ certificatePem, privateKeyPem }: (typeof shown)[number]) => {
    await writeFile(at('node.pem'), certificatePem);
    await writeFile(at('node.key'), privateKeyPem, { mode: 0o600 });
  };
  await show(shown[0]);
  await writeFile(at('ca.pem'), server.certificatePem);
  const [config] = readAgentConfig(
    JSON.stringify({
      stateDirectory: at('state'),
      targets: [
        {
          ...{ name: 'host', endpoint: certkeep.endpoint, caFile: at('ca.pem') },
          ...{ certificateFile: at('node.pem'), keyFile: at('node.key') },
          files: [{ path: at('client.pem'), content: 'certificate' }],
        },
      ],
    }),
  ).targets;
  if (config === undefined) throw new Error('no target');
  const target = await Target.start(config, at('state'), () => undefined, { first: 100, longest: 200 });
  const ended = target.run();
  const hasWritten = (pem: string) =>
    vi.waitFor(async () => {
      expect((await readFile(at('client.pem'), 'utf8')).trim()).toBe(pem.trim());
    }, 20_000);
  await hasWritten(presented[0].certificatePem);
  await show(shown[1]);
  await certkeep.rpc('NodeService/RemoveNodeClientCertificate', { id: credentials[0] });
  await certkeep.addPrimary(presented[1]);
  await hasWritten(presented[1].certificatePem);
  await target.stop();
  await ended;
  await certkeep.stop();
  await rm(folder, { recursive: true });
});
