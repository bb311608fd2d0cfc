import { createClient, type Interceptor } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { Permission, TruststoreFormat, TruststoreService } from '@certkeep/contracts/connect';
import { startServer } from '@certkeep/testing';
import { writePemTruststore } from '@certkeep/x509';
import { rpcCaller } from '../../demo/rpc-caller.ts';
import { durationOf, medianDuration } from './duration.ts';
import { manyCertificates } from './many-certificates.ts';
import type { Line, Part } from './part.ts';

/** A truststore of many entries in a running Certkeep: imported, listed, exported and watched over gRPC. */
export const service: Part = async ({ entries: count, rounds }) => {
  const server = await startServer({ env: { CERTKEEP_LOG_LEVEL: 'warn' } });
  try {
    const rpc = rpcCaller(server.httpUrl);
    const setupSecret = server.setupUrl?.split('#')[1] ?? '';
    await rpc('IdentityService/CompleteSetup', { setupSecret, userName: 'admin', password: 'correct horse battery' });
    const permissions = [Permission.CERTIFICATES_READ, Permission.ENVIRONMENTS_WRITE].map((each) => Permission[each]);
    const account = await rpc('IdentityService/CreateServiceAccount', {
      serviceAccount: { name: 'bench', permissions: permissions.map((name) => `PERMISSION_${name}`) },
    });
    const { secret } = await rpc('IdentityService/CreateToken', {
      serviceAccountId: idOf(account['serviceAccount']),
      name: 'bench',
    });
    const made = await rpc('EnvironmentService/CreateEnvironment', { environment: { name: 'Bench' } });
    return await measured(server.grpcAddress, String(secret), idOf(made['environment']), { count, rounds });
  } finally {
    await server.stop();
  }
};

async function measured(
  address: string,
  token: string,
  environmentId: string,
  { count, rounds }: { readonly count: number; readonly rounds: number },
): Promise<readonly Line[]> {
  const show: Interceptor = (next) => (request) => {
    request.header.set('authorization', `Bearer ${token}`);
    return next(request);
  };
  const truststores = createClient(
    TruststoreService,
    createGrpcTransport({ baseUrl: `http://${address}`, interceptors: [show], readMaxBytes: 0xffff_ffff }),
  );
  const content = Buffer.from(writePemTruststore(await manyCertificates(count)));
  const material = { source: { case: 'files' as const, value: { files: [{ name: 'many.pem', content }] } } };
  const importAll = async () => {
    for await (const { event } of truststores.importTrustedCas({ environmentId, material })) {
      if (event.case === 'summary' && event.value.refused > 0) throw new Error('an entry was refused');
    }
  };
  const list = (search: string, pageSize: number) => async () => {
    await truststores.listEntries({ environmentId, search, pageSize });
  };
  const lines: Line[] = [
    { name: 'import, all new', milliseconds: await durationOf(importAll) },
    { name: 'import, all known', milliseconds: await durationOf(importAll) },
    { name: 'list, the first 50', milliseconds: await medianDuration(rounds, list('', 50)) },
    { name: 'list, the first 1,000', milliseconds: await medianDuration(rounds, list('', 1000)) },
    { name: 'list, a search that finds nothing', milliseconds: await medianDuration(rounds, list('nothing', 50)) },
  ];
  for (const format of [TruststoreFormat.PEM, TruststoreFormat.PKCS12, TruststoreFormat.JKS, TruststoreFormat.ZIP]) {
    const get = () => truststores.getTruststore({ environmentId, format });
    lines.push({ name: `export, ${TruststoreFormat[format]}, made`, milliseconds: await durationOf(get) });
    lines.push({ name: `export, ${TruststoreFormat[format]}, kept`, milliseconds: await medianDuration(rounds, get) });
  }
  const snapshot = async () => {
    for await (const { event } of truststores.watchTruststore({ environmentId }))
      if (event.case === 'truststore') return;
  };
  lines.push({ name: 'watch, to the snapshot', milliseconds: await medianDuration(rounds, snapshot) });
  return lines;
}

function idOf(record: unknown): string {
  if (typeof record === 'object' && record !== null && 'id' in record && typeof record.id === 'string')
    return record.id;
  throw new Error('nothing was made');
}
