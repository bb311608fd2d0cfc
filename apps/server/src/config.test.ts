import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { readConfig } from './config.js';

describe('configuration', () => {
  it('serves on loopback with the embedded database when nothing is set', () => {
    const config = readConfig({});
    expect(config.host).toBe('127.0.0.1');
    expect(config.databaseUrl).toMatch(/^sqlite:.*\/data\/certkeep\.sqlite$/);
  });

  it.each([
    [undefined, undefined],
    ['300', 300_000],
    ['86400', 86_400_000],
  ])('of %s seconds between the canary’s replacements makes %s milliseconds', (seconds, milliseconds) => {
    expect(readConfig({ CERTKEEP_CANARY_SECONDS: seconds }).canaryInterval).toBe(milliseconds);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ CERTKEEP_HTTP_PORT: ' ' }).httpPort).toBe(8700);
  });

  it.each([
    { CERTKEEP_HTTP_PORT: 'http' },
    { CERTKEEP_GRPC_PORT: '65536' },
    { CERTKEEP_DATABASE_URL: 'postgres://somewhere/db' },
    { CERTKEEP_PUBLIC_URL: 'certkeep.example.org' },
    { CERTKEEP_LOG_LEVEL: 'loud' },
    { CERTKEEP_HOST: '0.0.0.0' },
    { CERTKEEP_GRPC_HOST: '0.0.0.0' },
    { CERTKEEP_GRPC_CERTIFICATE_FILE: 'certificate.pem' },
    { CERTKEEP_GRPC_KEY_FILE: 'key.pem' },
    { CERTKEEP_EGRESS_ALLOW: '10.0.0.0/8,nothing' },
    { CERTKEEP_EGRESS_ALLOW: '10.0.0.0/33' },
    { CERTKEEP_UPLOAD_BYTES: '1MB' },
    { CERTKEEP_INTAKE_SECONDS: '0' },
    { CERTKEEP_CANARY_SECONDS: '0' },
    { CERTKEEP_CANARY_SECONDS: '86401' },
  ])('refuses %o and names the variable', (variables) => {
    const [variable = ''] = Object.keys(variables);
    expect(() => readConfig(variables)).toThrow(ConfigError);
    expect(() => readConfig(variables)).toThrow(variable);
  });

  it('does not repeat a database URL, which may hold a password', () => {
    expect(() => readConfig({ CERTKEEP_DATABASE_URL: 'mysq://root:hunter2@db/certkeep' })).toThrow(/^((?!hunter2).)*$/);
  });

  it('listens beyond loopback when told that TLS is added before it', () => {
    expect(readConfig({ CERTKEEP_HOST: '0.0.0.0', CERTKEEP_ALLOW_PLAINTEXT: 'true' }).host).toBe('0.0.0.0');
  });

  it('lets gRPC alone listen beyond loopback once it has TLS, for HTTP has none', () => {
    const tls = { CERTKEEP_GRPC_CERTIFICATE_FILE: '/etc/c.pem', CERTKEEP_GRPC_KEY_FILE: '/etc/k.pem' };
    const config = readConfig({ ...tls, CERTKEEP_GRPC_HOST: '0.0.0.0' });
    expect(config).toMatchObject({ host: '127.0.0.1', grpcHost: '0.0.0.0' });
    expect(config.grpcTls).toEqual({ certificateFile: '/etc/c.pem', keyFile: '/etc/k.pem' });
    expect(() => readConfig({ ...tls, CERTKEEP_HOST: '0.0.0.0' })).toThrow(/CERTKEEP_HOST is 0\.0\.0\.0/);
  });
});
