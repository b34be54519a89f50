/**
 * Pages of other systems that carry the softphone bar (YIHAO_EMBED_ORIGINS): they may frame bar.html, load bar.js, and
 * use the interface with the session of who is signed in (CORS). Every other origin may do none of it.
 */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiDeps } from './deps.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Origins besides our own whose pages may use the interface. */
    readonly embedOrigins: ReadonlySet<string>;
  }
}

/** Seconds for which a browser need not ask again whether it may. */
const preflightSeconds = '600';

/** Must stand before every route. @param origins as settings give them; what is no origin lets nobody in. */
export function allowEmbedding(app: FastifyInstance, origins: readonly string[]): void {
  const parsed = origins.flatMap((text) => (URL.canParse(text) ? [new URL(text).origin] : []));
  // `null` is what every sandboxed page of anybody calls itself.
  const allowed = new Set(parsed.filter((origin) => origin !== 'null'));
  app.decorate('embedOrigins', allowed);
  if (allowed.size === 0) return;
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('vary', 'Origin');
    const origin = embeddingOrigin(request);
    if (origin === undefined) {
      done();
      return;
    }
    void reply
      .header('access-control-allow-origin', origin)
      .header('access-control-allow-credentials', 'true');
    if (request.method !== 'OPTIONS') {
      done();
      return;
    }
    void reply
      .header('access-control-allow-methods', 'GET, HEAD, POST, PUT, DELETE')
      .header('access-control-allow-headers', 'content-type')
      .header('access-control-max-age', preflightSeconds)
      .code(204)
      .send();
  });
  // Without a route fastify runs no hook of ours for OPTIONS; the hook above answers first.
  app.options('/*', { schema: { hide: true } }, (_request, reply) => reply.code(404).send());
}

/** The origin of the page that asks, when it is one of those that are let in. */
export function embeddingOrigin(request: FastifyRequest): string | undefined {
  const { origin } = request.headers;
  return origin !== undefined && request.server.embedOrigins.has(origin) ? origin : undefined;
}

export const embeddingRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app) => {
  app.get(
    '/api/embedding',
    {
      schema: {
        summary: 'Origins whose pages may carry the softphone bar; the bar in an iframe answers those alone',
        response: { 200: Type.Object({ origins: Type.Array(Type.String()) }) },
      },
    },
    () => ({ origins: [...app.embedOrigins] }),
  );
  return Promise.resolve();
};
