import { describe, expect, it } from 'vitest';
import {
  clientCertificateEnd,
  refuseUnfitClientCertificate,
  type ClientCertificateTraits,
} from './client-certificate.js';

const fit: ClientCertificateTraits = {
  notBefore: new Date('2027-01-01T00:00:00Z'),
  notAfter: new Date('2027-12-31T23:59:59Z'),
  isCa: false,
  extendedKeyUsages: ['clientAuth'],
};
const judged = (traits: Partial<ClientCertificateTraits>, now = '2027-06-01T00:00:00Z') => {
  refuseUnfitClientCertificate({ ...fit, ...traits }, { now: new Date(now), field: 'material' });
};

describe('a certificate with which a node signs in', () => {
  it.each([[['clientAuth']], [['serverAuth', 'clientAuth']], [['anyExtendedKeyUsage']], [[]]])(
    'is for clients when its extended key usage is %j',
    (extendedKeyUsages) => {
      judged({ extendedKeyUsages });
    },
  );

  it('is refused when it is for something else', () => {
    expect(() => {
      judged({ extendedKeyUsages: ['serverAuth'] });
    }).toThrow(/is for serverAuth, and not for clients/);
  });

  it('is refused when it is a CA’s', () => {
    expect(() => {
      judged({ isCa: true });
    }).toThrow(expect.objectContaining({ reason: 'FIELD_INVALID', field: 'material' }) as Error);
  });

  it('is taken from its first second to the end of its last one', () => {
    judged({}, '2027-01-01T00:00:00Z');
    judged({}, '2027-12-31T23:59:59.999Z');
    expect(() => {
      judged({}, '2026-12-31T23:59:59.999Z');
    }).toThrow(/valid only from 2027-01-01/);
    expect(() => {
      judged({}, '2028-01-01T00:00:00Z');
    }).toThrow(expect.objectContaining({ reason: 'CERTIFICATE_EXPIRED' }) as Error);
    expect(clientCertificateEnd(fit.notAfter)).toEqual(new Date('2028-01-01T00:00:00Z'));
  });
});
