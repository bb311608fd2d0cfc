/**
 * Whether the company's JWKS is found at the well-known address: it is while the installation has one company.
 */
export const wellKnownJwks = {
  queryKey: ['WellKnownJwks'] as const,
  queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
    const answer = await fetch('/.well-known/jwks.json', { method: 'HEAD', signal });
    return answer.ok;
  },
};
