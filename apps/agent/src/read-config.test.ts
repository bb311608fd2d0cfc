import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { readAgentConfig } from './read-config.js';

const target = {
  name: 'nginx',
  endpoint: 'https://certkeep.example.org:8701',
  tokenFile: '/etc/certkeep-agent/token',
  files: [{ path: '/etc/nginx/client.pem', content: 'full-chain-and-key', owner: 'nginx', mode: '0640' }],
};
const read = (value: unknown) => readAgentConfig(JSON.stringify(value));
const withTarget = (changes: object) => read({ targets: [{ ...target, ...changes }] });
const withFile = (changes: object) => withTarget({ files: [{ ...target.files[0], ...changes }] });

describe('the agent’s config', () => {
  it('is read from YAML, with what nobody set', () => {
    const config = readAgentConfig(`
      targets:
        - name: nginx
          endpoint: [https://one:8701, https://two:8701]
          tokenFile: /etc/token
          directory: /etc/nginx/certkeep
          files:
            - { path: client.pem, content: full-chain }
            - { path: client.key, content: key, mode: "640", group: nginx }
          reload: { command: [nginx, -s, reload] }
    `);
    expect(config).toEqual({
      stateDirectory: '/var/lib/certkeep-agent',
      targets: [
        {
          name: 'nginx',
          endpoints: ['https://one:8701', 'https://two:8701'],
          tokenFile: '/etc/token',
          certificate: undefined,
          caFile: undefined,
          allowPlaintext: false,
          directory: '/etc/nginx/certkeep',
          files: [
            {
              path: 'client.pem',
              content: 'full-chain',
              passwordFile: undefined,
              owner: undefined,
              group: undefined,
              mode: 0o644,
            },
            {
              path: 'client.key',
              content: 'key',
              passwordFile: undefined,
              owner: undefined,
              group: 'nginx',
              mode: 0o640,
            },
          ],
          reload: { kind: 'command', command: ['nginx', '-s', 'reload'], timeout: 30_000 },
        },
      ],
    });
  });

  it('takes a certificate with its key for a credential instead of a token', () => {
    const files = { certificateFile: '/etc/node.pem', keyFile: '/etc/node.key' };
    const [read] = withTarget({ tokenFile: undefined, ...files }).targets;
    expect(read).toMatchObject({ tokenFile: undefined, certificate: files });
  });

  it('is read from JSON, which is YAML', () => {
    expect(withTarget({ reload: { signal: 'HUP', pidFile: '/run/nginx.pid' } }).targets[0]?.reload).toEqual({
      kind: 'signal',
      signal: 'SIGHUP',
      pidFile: '/run/nginx.pid',
    });
  });

  it.each([
    ['no YAML', () => readAgentConfig('a: [1'), /^The file is no YAML/],
    ['nothing', () => readAgentConfig(''), /^must be a map/],
    ['no target', () => read({ targets: [] }), /^targets must be a list with at least one entry/],
    [
      'a typing error',
      () => withTarget({ endpoints: 'x' }),
      /^targets\[0\] has “endpoints”, which is no setting there/,
    ],
    ['no credential', () => withTarget({ tokenFile: undefined }), /^targets\[0\].tokenFile is missing/],
    ['half a credential', () => withTarget({ certificateFile: '/etc/c.pem' }), /^targets\[0\].keyFile is missing/],
    ['the other half', () => withTarget({ keyFile: '/etc/c.key' }), /^targets\[0\].certificateFile is missing/],
    [
      'a relative path',
      () => withTarget({ tokenFile: 'token' }),
      /^targets\[0\].tokenFile is “token”. Set an absolute path/,
    ],
    [
      'a path in a directory',
      () => withTarget({ directory: '/etc/x' }),
      /^targets\[0\].files\[0\].path is “\/etc.*set a file’s name alone/,
    ],
    [
      'an unknown content',
      () => withFile({ content: 'pem' }),
      /^targets\[0\].files\[0\].content is “pem”. Set one of: certificate/,
    ],
    ['a mode without quotes', () => withFile({ mode: 640 }), /^targets\[0\].files\[0\].mode must stand in quotes/],
    ['a mode that is none', () => withFile({ mode: '0999' }), /^targets\[0\].files\[0\].mode is “0999”/],
    [
      'a key for everybody',
      () => withFile({ mode: '0644' }),
      /^targets\[0\].files\[0\].mode lets everybody at a private key/,
    ],
    [
      'a store without a password',
      () => withFile({ content: 'pkcs12' }),
      /^targets\[0\].files\[0\].passwordFile is missing/,
    ],
    [
      'a truststore without a password',
      () => withFile({ content: 'truststore-jks' }),
      /^targets\[0\].files\[0\].passwordFile is missing/,
    ],
    [
      'a password for PEM',
      () => withFile({ content: 'truststore-pem', passwordFile: '/p' }),
      /^targets\[0\].files\[0\].passwordFile is not for truststore-pem/,
    ],
    [
      'a password for no store',
      () => withFile({ passwordFile: '/p' }),
      /^targets\[0\].files\[0\].passwordFile is not for full-chain-and-key: only stores have one/,
    ],
    [
      'both kinds of reload',
      () => withTarget({ reload: { command: ['x'], signal: 'HUP' } }),
      /^targets\[0\].reload needs either/,
    ],
    ['no kind of reload', () => withTarget({ reload: {} }), /^targets\[0\].reload needs either/],
    [
      'a shell’s command',
      () => withTarget({ reload: { command: 'nginx -s reload' } }),
      /^targets\[0\].reload.command must be a list/,
    ],
    [
      'an unknown signal',
      () => withTarget({ reload: { signal: 'NO', pidFile: '/p' } }),
      /^targets\[0\].reload.signal is “NO”/,
    ],
    ['a name that is a path', () => withTarget({ name: '../x' }), /^targets\[0\].name is/],
    ['the same name twice', () => read({ targets: [target, target] }), /^targets have the name “nginx” twice/],
    [
      'the same file twice',
      () => read({ targets: [target, { ...target, name: 'b' }] }),
      /^targets have the path .* twice/,
    ],
  ])('with %s is refused with its place', (_, attempt, message) => {
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(message);
  });
});
