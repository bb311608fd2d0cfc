import { describe, expect, it } from 'vitest';
import { refuseUnlessPresentable } from './primary.js';

const now = new Date('2027-06-01T12:00:00Z');

describe('a primary certificate', () => {
  it('may have its last second now', () => {
    expect(() => {
      refuseUnlessPresentable({ name: 'api', hasKey: true, notAfter: now }, now);
    }).not.toThrow();
  });

  it.each([
    ['without a private key', { name: 'api', hasKey: false, notAfter: new Date('2028-01-01') }, 'NO_PRIVATE_KEY'],
    [
      'that has expired',
      { name: 'api', hasKey: true, notAfter: new Date('2027-06-01T11:59:59Z') },
      'CERTIFICATE_EXPIRED',
    ],
  ])('is refused %s', (_case, certificate, reason) => {
    expect(() => {
      refuseUnlessPresentable(certificate, now);
    }).toThrow(expect.objectContaining({ reason }) as Error);
  });
});
