import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { DomainError } from '@certkeep/domain';
import { inspectMaterial } from './inspect-material.js';
import { parseCertificate } from './parse-certificate.js';
import { pemBlocks } from './pem-blocks.js';
const base = '../shared/corpora';
it('scan', async () => {
  const out: string[] = [];
  const rows = JSON.parse(readFileSync(`${base}/certificates/index.json`, 'utf8')) as any[];
  let ok = 0;
  for (const r of rows) {
    const content = readFileSync(join(base, 'certificates', r.file));
    const t = performance.now();
    try { const i = await inspectMaterial({ kind: 'files', files: [{ name: 'x', content }], ...(r.password ? { passphrase: r.password } : {}) }); ok++; void i; }
    catch (e) { if (!(e instanceof DomainError)) out.push(`THROW ${r.file} ${String(e)}`); else if (['pem','der','pem-chain','pem-cert+key'].includes(r.format) && r.openssl?.ok) out.push(`REFUSED ${r.format} ${r.file} ${e.reason} ${e.message} // ${String(e.cause ?? '')}`); }
    const ms = performance.now() - t; if (ms > 300) out.push(`SLOW ${r.file} ${ms | 0}`);
    if (!['pem','der','pem-chain','pem-cert+key'].includes(r.format)) continue;
    const ders = r.format === 'der' ? [new Uint8Array(content)] : pemBlocks(content.toString('latin1')).filter((b) => /CERTIFICATE$/.test(b.label) && !/REQUEST/.test(b.label)).map((b) => b.body);
    if (!r.certs) continue;
    if (ders.length !== r.certs.length) out.push(`COUNT ${r.file} ${ders.length} ${r.certs.length}`);
    ders.forEach((der, n) => {
      const c = r.certs[n]; if (!c) return;
      try {
        const f = parseCertificate(der).facts;
        if (c.pyca_error) { out.push(`LENIENT ${r.file} ${c.pyca_error} openssl=${r.openssl?.ok}`); return; }
        const cmp = (k: string, a: unknown, b: unknown) => { if (b !== undefined && JSON.stringify(a) !== JSON.stringify(b)) out.push(`DIFF ${k} ${r.file}[${n}] ours=${JSON.stringify(a)} index=${JSON.stringify(b)}`); };
        cmp('sha256', f.sha256, c.sha256); cmp('sha1', f.sha1, c.sha1); cmp('spki', f.spkiSha256, c.spki_sha256); cmp('version', f.version, c.version);
        const iso = (d: Date) => d.toISOString().replace('.000Z', 'Z'); cmp('nb', iso(f.notBefore), c.not_before); cmp('na', iso(f.notAfter), c.not_after);
        cmp('subject', f.subject, c.subject); cmp('issuer', f.issuer, c.issuer);
        if (c.san) { cmp('dns', f.subjectAlternativeNames.filter((s) => s.kind === 'DNS').map((s) => s.value), c.san.dns); cmp('ip', f.subjectAlternativeNames.filter((s) => s.kind === 'IP').map((s) => s.value), c.san.ip); cmp('n', f.subjectAlternativeNames.length, c.san.n);
         cmp('uri', f.subjectAlternativeNames.filter((s) => s.kind === 'URI').map((s) => s.value), c.san.uri); }
        cmp('serial', f.serialNumber.replace(/^0+(?=.)/, ''), c.serial_hex?.toLowerCase());
        cmp('ca', f.basicConstraints?.ca ?? false, c.is_ca);
      } catch (e) { out.push(`CANT ${r.format} ${r.file}[${n}] ${c.pyca_error ? 'pyca too' : 'PYCA READS'} openssl=${r.openssl?.ok} ${String(e).slice(0, 200)}`); }
    });
  }
  for (const dir of ['mutations', 'hostile/names']) for (const f of readdirSync(join(base, dir))) {
    const p = join(base, dir, f); if (!statSync(p).isFile()) continue;
    const t = performance.now();
    try { await inspectMaterial({ kind: 'files', files: [{ name: f, content: readFileSync(p) }] }); } catch (e) { if (!(e instanceof DomainError)) out.push(`THROW ${p} ${String(e)}`); else if (dir !== 'mutations') out.push(`HOSTILE ${f} ${e.reason} ${String(e.cause ?? '')}`); }
    const ms = performance.now() - t; if (ms > 300) out.push(`SLOW ${p} ${ms | 0}`);
  }
  writeFileSync('/tmp/scan/out.txt', out.join('\n'));
}, 600000);
