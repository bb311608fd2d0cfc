import { isHostName } from '@certkeep/domain';

/** A host name that is typed, in A-labels; undefined when it is none. Of an address that is pasted, its host. */
export function typedHost(text: string): string | undefined {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  // "https" knows how names are spelled in ASCII, other schemes leave them as they are.
  const { hostname } = new URL(address.replace(/^[^:]+:/, 'https:'));
  const host = hostname.replace(/\.$/, '');
  return isHostName(host) ? host : undefined;
}
