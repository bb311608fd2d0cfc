import { NodeCertificate } from '@certkeep/contracts/runtime';
import type { Absence } from '../holder.js';
import type { Form } from './cache.js';

/** What a node keeps to start from while Certkeep is away. */
export interface KeptState {
  readonly revision: number;
  /** As Certkeep sent it, signature included. */
  readonly certificate: NodeCertificate | undefined;
  /** Why there is nothing to present, where that is newer than the certificate. */
  readonly absence: Absence | undefined;
  /** The company's, pinned: SubjectPublicKeyInfo DER. */
  readonly signingKey: Buffer | undefined;
  /** When Certkeep last said that this is current. Milliseconds since 1970. */
  readonly confirmed: number;
}

interface Written {
  readonly revision: number;
  readonly certificate?: string;
  readonly absence?: Absence;
  readonly signingKey?: string;
  readonly confirmed: number;
}

function encodeState({ revision, certificate, absence, signingKey, confirmed }: KeptState): Buffer {
  const written: Written = {
    revision,
    ...(certificate && { certificate: toBase64(NodeCertificate.encode(certificate).finish()) }),
    ...(absence && { absence }),
    ...(signingKey && { signingKey: toBase64(signingKey) }),
    confirmed,
  };
  return Buffer.from(JSON.stringify(written));
}

/** @param plain what `encodeState` made: it was opened, so it was not altered */
function decodeState(plain: Uint8Array): KeptState {
  const written = JSON.parse(Buffer.from(plain).toString()) as Written;
  const bytes = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text, 'base64'));
  const certificate = bytes(written.certificate);
  return {
    revision: written.revision,
    certificate: certificate && NodeCertificate.decode(certificate),
    absence: written.absence,
    signingKey: bytes(written.signingKey),
    confirmed: written.confirmed,
  };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** The certificate's copy. */
export const stateForm: Form<KeptState> = {
  kind: 'state',
  mark: 'mark',
  mostBytes: 4 * 1024 * 1024,
  encode: encodeState,
  decode: decodeState,
};
