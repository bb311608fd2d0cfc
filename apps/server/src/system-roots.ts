import type { SystemRoot, SystemRoots } from '@certkeep/application';
import { certificateNameFrom, nameKey, uniqueAlias } from '@certkeep/domain';
import { parseCertificate, pemCertificates } from '@certkeep/x509';
import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { ConfigError } from './config-error.js';
import { settings } from './settings.js';

/**
 * Mozilla's list, as it comes with Node.js, with what NODE_EXTRA_CA_CERTS adds; or the one in a PEM file of the operator's.
 * Read when it is first wanted.
 * @param file undefined: Mozilla's
 */
export function systemRootsFrom(file: string | undefined): SystemRoots {
  let roots: readonly SystemRoot[] | undefined;
  return { list: () => (roots ??= named(file === undefined ? bundled() : fromFile(file))) };
}

function bundled(): readonly Uint8Array[] {
  return [...getCACertificates('bundled'), ...getCACertificates('extra')].flatMap((pem) => pemCertificates(pem));
}

function fromFile(file: string): readonly Uint8Array[] {
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${settings.systemRootsFile.variable} can't be read: ${reason}`);
  }
  const certificates = pemCertificates(text);
  if (certificates.length > 0) return certificates;
  throw new ConfigError(
    `${settings.systemRootsFile.variable} is ${file}, in which there is no certificate in PEM. Name a file of PEM certificates.`,
  );
}

/** Under their common names, each once. */
function named(certificates: readonly Uint8Array[]): readonly SystemRoot[] {
  const aliases = new Set<string>();
  const roots = new Map<string, SystemRoot>();
  for (const der of certificates) {
    const { facts } = parseCertificate(der);
    if (roots.has(facts.sha256)) continue;
    const alias = uniqueAlias(certificateNameFrom(facts), (key) => aliases.has(key));
    aliases.add(nameKey(alias));
    roots.set(facts.sha256, { alias, der, facts });
  }
  return [...roots.values()];
}
