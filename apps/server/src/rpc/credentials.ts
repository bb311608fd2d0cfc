import type { ShownCredentials } from '@certkeep/application';
import type { Transport } from './context.js';

/** The browser's session cookie. */
export const sessionCookie = 'certkeep_session';

/**
 * A token in `authorization: Bearer …`, or the browser's session cookie. A cookie that comes with another site's Origin
 * is not taken: SameSite counts other ports of the same host as the same site.
 */
export function shownCredentials(transport: Transport): ShownCredentials {
  const authorization = transport.header('authorization');
  if (authorization !== undefined) {
    return { bearerToken: /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? 'malformed', sessionSecret: undefined };
  }
  if (transport.door === 'grpc') return { bearerToken: undefined, sessionSecret: undefined };
  const cookie = transport.header('cookie');
  if (cookie === undefined || !isSameOrigin(transport)) return { bearerToken: undefined, sessionSecret: undefined };
  const found = new RegExp(`(?:^|;\\s*)${sessionCookie}=([^;\\s]+)`).exec(cookie);
  return { bearerToken: undefined, sessionSecret: found?.[1] };
}

function isSameOrigin(transport: Transport): boolean {
  const origin = transport.header('origin');
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === transport.header('host');
}
