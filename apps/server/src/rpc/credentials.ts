import type { ShownCredentials } from '@certkeep/application';
import type { Transport } from './context.js';

/** The browser's session cookie. */
export const sessionCookie = 'certkeep_session';

/**
 * A token in `authorization: Bearer …`, or the browser's session cookie; on the gRPC port the connection's client
 * certificate, when no token comes with the call. A cookie that comes with another site's Origin
 * is not taken: SameSite counts other ports of the same host as the same site.
 */
export function shownCredentials(transport: Transport): ShownCredentials {
  const authorization = transport.header('authorization');
  if (authorization !== undefined) {
    return { ...nothing, bearerToken: /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? 'malformed' };
  }
  if (transport.door === 'grpc') return { ...nothing, certificateSha256: transport.certificateSha256 };
  const cookie = transport.header('cookie');
  if (cookie === undefined || !isSameOrigin(transport)) return nothing;
  const found = new RegExp(`(?:^|;\\s*)${sessionCookie}=([^;\\s]+)`).exec(cookie);
  return { ...nothing, sessionSecret: found?.[1] };
}

const nothing: ShownCredentials = { bearerToken: undefined, sessionSecret: undefined, certificateSha256: undefined };

function isSameOrigin(transport: Transport): boolean {
  const origin = transport.header('origin');
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === transport.header('host');
}
