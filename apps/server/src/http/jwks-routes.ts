import type { JwksAddresses, JwksDocument, JwksDocuments } from '@certkeep/application';
import { DomainError, type CompanyId, type EnvironmentId } from '@certkeep/domain';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

interface Parts {
  readonly documents: JwksDocuments;
  readonly addresses: JwksAddresses;
  /** Is told why a set could not be read. */
  readonly onFailure: (error: unknown) => void;
}

const headers = {
  // Registered by RFC 7517 section 8.5.2.
  'content-type': 'application/jwk-set+json; charset=utf-8',
  // A cache between may keep it, and asks whether it has changed: a key that is new is in use at once. It may go on with
  // what it has while Certkeep is away (RFC 5861 section 4), which must-revalidate would forbid (RFC 9111 section 4.2.4).
  'cache-control': 'public, max-age=0, stale-if-error=86400',
  // Public keys: any web page may verify with them.
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag',
  'cross-origin-resource-policy': 'cross-origin',
} as const;
const preflight = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'if-none-match, cache-control',
  'access-control-max-age': '86400',
} as const;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The public JWK Sets (RFC 7517 section 5), for whoever verifies with them: no credential is asked. */
export function addJwksRoutes(server: FastifyInstance, { documents, addresses, onFailure }: Parts): void {
  const add = (url: string, find: (id: string) => Promise<JwksDocument | string>) => {
    server.options(url, (_request, reply) => reply.code(204).headers(preflight).send());
    server.get<{ Params: { id?: string } }>(url, async (request, reply) => {
      const found = await find(request.params.id ?? '').catch((error: unknown) => {
        onFailure(error);
        return undefined;
      });
      if (found === undefined) {
        void reply.header('retry-after', '5');
        return refuse(reply, 503, 'The keys can’t be read at the moment. Try again shortly.');
      }
      return typeof found === 'string' ? refuse(reply, 404, found) : send(request, reply, found);
    });
  };

  add('/.well-known/jwks.json', async () => {
    const company = await addresses.onlyCompany();
    if (company !== undefined) return documents.documentFor(company, undefined);
    return 'Several companies are here. Ask for one: /companies/<id>/jwks.json';
  });
  add('/companies/:id/jwks.json', async (id) => {
    const company = id as CompanyId;
    if (uuid.test(id) && (await addresses.isCompany(company))) return documents.documentFor(company, undefined);
    return 'There is no such company.';
  });
  add('/environments/:id/jwks.json', async (id) => {
    const environment = id as EnvironmentId;
    const company = uuid.test(id) ? await addresses.companyOf(environment) : undefined;
    if (company !== undefined) {
      try {
        return await documents.documentFor(company, environment);
      } catch (error) {
        if (!(error instanceof DomainError) || error.reason !== 'NOT_FOUND') throw error;
      }
    }
    return 'There is no such environment.';
  });
}

function refuse(reply: FastifyReply, status: number, text: string) {
  return reply
    .code(status)
    .headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' })
    .type('text/plain; charset=utf-8')
    .send(text);
}

function send(request: FastifyRequest, reply: FastifyReply, { bytes, etag }: JwksDocument) {
  void reply.headers(headers).header('etag', etag);
  const known = request.headers['if-none-match'];
  const isKnown = known !== undefined && (known === '*' || known.split(',').some((tag) => opaque(tag) === etag));
  return isKnown ? reply.code(304).send() : reply.send(bytes);
}

/** Weak and strong tags are compared alike here (RFC 9110 section 13.1.2). */
function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}
