/** The pages of softphone/, as Vite built them. */
import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import fastifyStatic, { type SetHeadersResponse } from '@fastify/static';
import type { FastifyInstance } from 'fastify';

export const pagesPrefix = '/softphone/';

/** Vite puts a hash of the content into these names: what is there once never changes. */
const forever = 'public, max-age=31536000, immutable';
/** The browser asks each time, and gets 304 when it has the file of today. */
const askAgain = 'no-cache';

/**
 * Serves `folder` under /softphone/. Without the folder (an engine that was built alone) there are no pages.
 * @returns whether they are there.
 */
export async function browserPages(app: FastifyInstance, folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect(pagesPrefix));
  await app.register(async (pages) => {
    pages.addHook('onSend', (_request, reply, payload, done) => {
      void reply.header('vary', [reply.getHeader('vary') ?? [], 'Accept-Encoding'].flat().join(', '));
      done(null, payload);
    });
    await pages.register(fastifyStatic, {
      root: folder,
      prefix: pagesPrefix,
      decorateReply: false,
      cacheControl: false,
      // softphone/compressed.ts wrote them; what is too small to have one is sent as it is.
      preCompressed: true,
      setHeaders: (reply: SetHeadersResponse, path: string) => {
        reply.setHeader('cache-control', path.includes(`${sep}assets${sep}`) ? forever : askAgain);
      },
    });
  });
  return true;
}

/**
 * The Content-Security-Policy of a page: what it loads comes from here, and scripts in the text never run. Ant Design
 * writes its style sheets while it runs, so styles (not scripts) may be in the text of the desk's pages.
 * @param path of the request, without its query.
 * @returns undefined for what is no page of softphone/.
 */
export function pagePolicy(path: string, embedOrigins: ReadonlySet<string>): string | undefined {
  if (!path.startsWith(pagesPrefix)) return undefined;
  const plain = ['bar.html', 'caller/', 'sample/'].some((page) => path.startsWith(pagesPrefix + page));
  const framed = path === `${pagesPrefix}bar.html`;
  return [
    "default-src 'self'",
    plain ? "style-src 'self'" : "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    framed ? `frame-ancestors 'self' ${[...embedOrigins].join(' ')}`.trim() : "frame-ancestors 'none'",
  ].join('; ');
}
