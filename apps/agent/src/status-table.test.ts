import { expect, it } from 'vitest';
import { statusTable } from './status-table.js';
import { waiting } from './target-status.js';

it('the status of each target stands in a line, under headings', () => {
  const applied = {
    ...waiting('nginx'),
    result: 'applied' as const,
    online: true,
    revision: 12,
    certificateName: 'Partner',
    notAfter: '2027-01-31T12:00:00.000Z',
    time: '2026-11-21T12:00:00.000Z',
  };
  expect(statusTable([applied, { ...waiting('haproxy'), message: 'no\nlisteners' }])).toBe(
    [
      'TARGET   RESULT   CERTIFICATE  REVISION  EXPIRES     CERTKEEP  SINCE                     MESSAGE',
      'nginx    applied  Partner      12        2027-01-31  online    2026-11-21T12:00:00.000Z',
      'haproxy  waiting  -            0         -           away      -                         no listeners',
      '',
    ].join('\n'),
  );
});
