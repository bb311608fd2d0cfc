/**
 * How many certificates are read each second, all facts parsed, beside node:crypto over the same list, turn by turn.
 * Usage: node tools/bench/intake.ts [--bundle ca-certificates.crt] [--rounds 7]. Build first: npm start builds.
 */
import { parseCertificate, pemCertificates } from '@certkeep/x509';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { bundle: { type: 'string' }, rounds: { type: 'string', default: '7' }, help: { type: 'boolean' } },
});
if (values.help === true) {
  process.stdout.write('node tools/bench/intake.ts [--bundle ca-certificates.crt] [--rounds 7]\n');
  process.exit(0);
}

/** Debian's list of authorities; Node's own where there is none. */
const debianBundle = '/etc/ssl/certs/ca-certificates.crt';
const path = values.bundle ?? (existsSync(debianBundle) ? debianBundle : undefined);
const bundle = path === undefined ? rootCertificates.join('\n') : readFileSync(path, 'latin1');
const certificates = pemCertificates(bundle);
const repeats = 20;

const perSecond = (read: (der: Uint8Array) => unknown): number => {
  const started = performance.now();
  for (let repeat = 0; repeat < repeats; repeat++) for (const der of certificates) read(der);
  return (certificates.length * repeats * 1000) / (performance.now() - started);
};
const ours: number[] = [];
const theirs: number[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  theirs.push(perSecond((der) => new X509Certificate(der)));
  ours.push(perSecond(parseCertificate));
}
const median = (figures: readonly number[]) => figures.toSorted((one, other) => one - other)[figures.length >> 1] ?? 0;
process.stdout.write(
  `${certificates.length} certificates, median of ${values.rounds} rounds\n` +
    `node:crypto X509Certificate  ${median(theirs).toFixed(0)} per second\n` +
    `Certkeep, all facts          ${median(ours).toFixed(0)} per second\n` +
    `ratio                        ${(median(ours) / median(theirs)).toFixed(2)}\n`,
);
