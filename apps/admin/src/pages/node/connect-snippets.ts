export interface Snippet {
  readonly id: string;
  readonly label: string;
  readonly explanation: string;
  readonly text: string;
}

/** The port of gRPC that Certkeep has unless it is told another. */
const grpcPort = 8701;

/**
 * How a node connects, to be copied. Its token is never in it: that is read from where the node keeps it.
 * @param origin of this page; Certkeep's gRPC is at the same host unless a proxy says otherwise
 */
export function connectSnippets(origin: string): readonly Snippet[] {
  const { protocol, hostname } = new URL(origin);
  const isPlain = protocol === 'http:';
  const endpoint = `${protocol}//${hostname}:${grpcPort}`;
  const curl = `buf curl --protocol grpc${isPlain ? ' --http2-prior-knowledge' : ''} -H "authorization: Bearer $TOKEN"`;
  return [
    {
      id: 'node',
      label: 'Node.js',
      explanation: 'The library presents what is current, and changes it without a restart or a failed request.',
      text: `import { connect } from '@certkeep/node-client';
import { readFileSync } from 'node:fs';
import { get } from 'node:https';

const certkeep = connect({
  endpoint: '${endpoint}',
  token: () => readFileSync('/run/secrets/certkeep-token', 'utf8'),
  cache: { directory: '/var/lib/my-runtime/certkeep' },
});
await certkeep.ready();
get('https://api.example.org', { agent: certkeep.httpsAgent() });`,
    },
    {
      id: 'agent',
      label: 'Any program',
      explanation: 'The agent writes certificate and key as files, and has the program read them again.',
      text: `# /etc/certkeep-agent/config.yaml, then: systemctl enable --now certkeep-agent
targets:
  - name: my-program
    endpoint: ${endpoint}
    tokenFile: /etc/certkeep-agent/my-program.token
    files:
      - { path: /etc/my-program/client.pem, content: full-chain }
      - { path: /etc/my-program/client.key, content: key }
    reload: { command: [systemctl, reload, my-program] }`,
    },
    {
      id: 'curl',
      label: 'buf curl',
      explanation: 'One fetch, and the watch that tells each change as it comes.',
      text: `TOKEN=…
${curl} \\
  ${endpoint}/certkeep.v1.RuntimeService/FetchCertificate
${curl} \\
  ${endpoint}/certkeep.v1.RuntimeService/WatchCertificate`,
    },
  ];
}
