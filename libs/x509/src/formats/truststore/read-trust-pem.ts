import { refusal } from '../../intake/intake-errors.js';
import type { Source } from '../found-material.js';
import { otherFormatOfLabel, otherFormatRefusal } from '../other-formats.js';
import { readPemText, type PemBlock } from '../pem-blocks.js';
import { withoutTrust } from '../read-pem.js';
import { foundCertificate, foundProblem, orProblem, type FoundTrust } from './found-trust.js';
import { pemAlias } from './pem-alias.js';
import { trustInPkcs12, trustInPkcs7, withPrivateKey } from './read-trust-stores.js';

/** Every certificate of a PEM text under the name that is written above it; what was cut off stops none of the others. */
export function trustInPem(text: string, source: Source): readonly FoundTrust[] {
  const { blocks, unfinished } = readPemText(text);
  return [
    ...blocks.flatMap((block) => orProblem(() => trustInBlock(block, source), pemAlias(block.before))),
    ...unfinished.map((label) => foundProblem(cutOff(label))),
  ];
}

/** @throws DomainError for a block that is a store and can't be opened */
function trustInBlock({ label, body, before }: PemBlock, source: Source): readonly FoundTrust[] {
  const alias = pemAlias(before);
  switch (label) {
    case 'CERTIFICATE':
    case 'X509 CERTIFICATE':
      return [foundCertificate(body, alias)];
    case 'TRUSTED CERTIFICATE':
      return [foundCertificate(withoutTrust(body), alias)];
    case 'PKCS7':
    case 'PKCS #7 SIGNED DATA':
    case 'CMS':
      return trustInPkcs7(body, source);
    case 'PKCS12':
      return trustInPkcs12(body, source);
    default:
      return label.endsWith('PRIVATE KEY') ? [foundProblem(withPrivateKey(), alias)] : trustInOther(label, alias);
  }
}

/** What is often beside a certificate and asks for nothing, as parameters of a key, is passed over. */
function trustInOther(label: string, alias: string | undefined): readonly FoundTrust[] {
  const format = otherFormatOfLabel(label);
  return format === undefined ? [] : [foundProblem(otherFormatRefusal('this', format), alias)];
}

function cutOff(label: string): Error {
  return refusal(
    'MATERIAL_UNREADABLE',
    `A block begins with -----BEGIN ${label}----- and has no end: it was cut off. Copy all of it.`,
  );
}
