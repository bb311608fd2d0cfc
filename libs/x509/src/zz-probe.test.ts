import { readFileSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { DomainError } from '@certkeep/domain';
import { inspectMaterial } from './inspect-material.js';
import { judgeMaterial } from './judge-material.js';
const rd = (f: string) => ({ name: f, content: new Uint8Array(readFileSync(`/tmp/ossl/${f}`)) });
it('probe', async () => {
  const out: string[] = [];
  for (const [fs, pw] of [['pss.crt pss.key'], ['pssr.crt pssr.key'], ['ec-prime256v1.crt ec-prime256v1.key'], ['ec-secp384r1.crt ec-secp384r1.key'], ['ec-secp521r1.crt ec-secp521r1.key'], ['ed25519.crt ed25519.key'], ['ed448.crt ed448.key'], ['rsa.crt rsa.key'], ['rsa.crt rsa.p1.key'],
   ...['aes256', 'aes128', 'des3', 'camellia256'].flatMap((c) => [[`rsa.crt rsa.legacy.${c}.key`, 'geheim'], [`ec-prime256v1.crt ec.legacy.${c}.key`, 'geheim'], [`rsa.crt rsa.legacy.${c}.key`, 'falsch'], [`rsa.crt rsa.legacy.${c}.key`]]),
   ...['aes.key', '3des.key', 'md5des.key', 'scrypt.key', 'der'].flatMap((c) => [[`rsa.crt rsa.p8e.${c}`, 'geheim'], [`rsa.crt rsa.p8e.${c}`, 'falsch'], [`rsa.crt rsa.p8e.${c}`]]),
   ['rsa.der rsa.p8.der'], ['rsa.p12'], ['rsa.p12', 'geheim'], ['rsa.p7b.der'], ['rsa.p7b.pem'], ['rsa.csr'], ['rsa.trusted.pem'], ['rsa.text.pem rsa.key'], ['rsa.sha1.crt rsa.key'], ['rsa.pub.pem'], ['rsa.crt rsa.pub.pem'], ['ecc.crt ecc.key'], ['ecc.crt ecu.key'], ['k.jks'], ['rsa.crt rsa.csr']] as [string, string?][]) {
    try { const i = await inspectMaterial({ kind: 'files', files: fs.split(' ').map(rd), ...(pw ? { passphrase: pw } : {}) });
      let j = 'ok'; try { judgeMaterial(i, { now: new Date(), allowExpired: false }); } catch (e) { j = (e as DomainError).reason; }
      out.push(`OK ${fs} ${pw ?? ''} key=${JSON.stringify(i.privateKey?.facts)} enc=${i.privateKey?.wasEncrypted} judge=${j} ${i.leaf.facts.subject} ${i.leaf.facts.signatureAlgorithm} ${JSON.stringify(i.leaf.facts.subjectAlternativeNames)} ${i.sources.map((s) => s.format).join('|')}`);
    } catch (e) { out.push(`${e instanceof DomainError ? e.reason : 'THROW'} ${fs} ${pw ?? ''} :: ${(e as Error).message}`); }
  }
  writeFileSync('/tmp/scan/probe.txt', out.join('\n'));
}, 600000);
