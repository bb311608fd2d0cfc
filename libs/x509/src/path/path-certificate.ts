import { certificateFrame, type CertificateFrame } from '../certificate/certificate-frame.js';
import { extensionOid, extensionsIn, type Extension } from '../certificate/extension.js';
import type { ParsedCertificate } from '../certificate/facts.js';
import { constrainedNames, nameConstraints, type ConstrainedName, type NameConstraints } from './name-constraints.js';

/** A certificate with what a path is judged by, read once. */
export interface PathCertificate {
  readonly parsed: ParsedCertificate;
  readonly frame: CertificateFrame;
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly constraints: NameConstraints | undefined;
  readonly names: readonly ConstrainedName[];
}

/** @throws RangeError when constraints or names can't be read */
export function pathCertificate(parsed: ParsedCertificate): PathCertificate {
  const frame = certificateFrame(parsed.der);
  const extensions = extensionsIn(frame.extensions);
  const constraints = extensions.get(extensionOid.nameConstraints);
  return {
    parsed,
    frame,
    extensions,
    constraints: constraints && nameConstraints(constraints.value),
    names: constrainedNames(frame.subject, extensions.get(extensionOid.subjectAltName)?.value),
  };
}
