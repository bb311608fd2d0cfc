import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { TestConnectionResponseSchema } from '@certkeep/contracts/connect';
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import ConnectionResult from './connection-result.svelte';

afterEach(cleanup);

const show = (result: MessageInitShape<typeof TestConnectionResponseSchema>) => {
  render(ConnectionResult, { result: create(TestConnectionResponseSchema, result) });
  return document.body.textContent.replaceAll(/\s+/g, ' ');
};

describe('a tested connection', () => {
  it('is accepted when the server asked for a certificate and completed the handshake', () => {
    const text = show({
      accepted: true,
      clientCertificateRequested: true,
      tlsVersion: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      httpStatus: 204,
      serverChain: [{ subject: 'CN=api.example', issuer: 'CN=Example CA', sha256Fingerprint: 'ab'.repeat(32) }],
      serverVerified: false,
    });
    expect(text).toMatch(/^ *Accepted/);
    expect(text).toMatch(/TLSv1\.3.*TLS_AES_256_GCM_SHA384.*Asked for.*204.*Not trusted by Certkeep.*CN=api\.example/);
  });

  it('proves nothing when the server asked for none', () => {
    expect(show({ accepted: true, httpStatus: 200 })).toMatch(/not asked for it.*was not tried/);
  });

  it('says why it was not accepted', () => {
    const error = 'The server ended the handshake: unknown certificate authority.';
    expect(show({ accepted: false, clientCertificateRequested: true, error })).toMatch(
      /Not accepted.*unknown certificate authority.*No answer came/,
    );
  });
});
