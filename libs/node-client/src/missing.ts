import { NodeClientError } from './errors.js';

/** @param why without a full stop or with one @returns NO_CERTIFICATE */
export function noCertificate(why: string | undefined, cause: NodeClientError | undefined): NodeClientError {
  return missing('NO_CERTIFICATE', 'certificate to present', why, cause);
}

/** @param why without a full stop or with one @returns NO_TRUSTSTORE */
export function noTruststore(why: string | undefined, cause: NodeClientError | undefined): NodeClientError {
  return missing('NO_TRUSTSTORE', 'truststore', why, cause);
}

function missing(
  reason: 'NO_CERTIFICATE' | 'NO_TRUSTSTORE',
  what: string,
  why: string | undefined,
  cause: NodeClientError | undefined,
): NodeClientError {
  const told = (why ?? cause?.message ?? 'none has come').replace(/\.$/, '');
  return new NodeClientError(reason, `There is no ${what}: ${told}.`, { cause });
}
