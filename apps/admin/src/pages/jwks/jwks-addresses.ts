/** Where public JWKs are served. */
export interface JwksAddress {
  /** Empty: the company. */
  readonly environmentId: string;
  readonly name: string;
  readonly url: string;
}

/** Where the only company of an installation is served, as relying parties look for it. */
export const wellKnownPath = '/.well-known/jwks.json';

export function companyAddress(origin: string, companyId: string, isOnlyCompany: boolean): JwksAddress {
  const path = isOnlyCompany ? wellKnownPath : `/companies/${companyId}/jwks.json`;
  return { environmentId: '', name: 'Company', url: `${origin}${path}` };
}

export function environmentAddress(origin: string, { id, name }: { id: string; name: string }): JwksAddress {
  return { environmentId: id, name, url: `${origin}/environments/${id}/jwks.json` };
}
