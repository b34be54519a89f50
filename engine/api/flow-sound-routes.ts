/** Prompts heard in the browser, as calls hear them. */
import { createReadStream } from 'node:fs';
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { leaders, need } from './access.js';
import type { ApiDeps } from './deps.js';
import { closed } from './schemas.js';

const language = Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]);

export const flowSoundRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/flow-sounds/:language/prompts/:prompt',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary:
          'What callers hear of a prompt now, WAV: the recording of operators, else that of the folder',
        params: closed({ language, prompt: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }) }),
      },
    },
    async ({ params }, reply) =>
      reply
        .header('cache-control', 'no-store')
        .type('audio/wav')
        .send(createReadStream(await deps.sounds.recorded(params.language, params.prompt))),
  );
  app.get(
    '/api/flow-sounds/:language/speech',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'A text as the synthesiser speaks it to callers, WAV',
        params: closed({ language }),
        querystring: closed({ text: Type.String({ minLength: 1, maxLength: 1000 }) }),
      },
    },
    async ({ params, query }, reply) =>
      reply
        .header('cache-control', 'no-store')
        .type('audio/wav')
        .send(createReadStream(await deps.sounds.spoken(params.language, query.text))),
  );
  return Promise.resolve();
};
