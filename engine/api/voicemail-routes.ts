/** Messages that callers left (留言查询). */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { closeVoicemail, readVoicemails } from '../store/voicemail-rows.js';
import { leaders, need, note, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { closed, empty, listOf, whoIsDone } from './schemas.js';

const mostShown = 1000;
const message = Type.Object({
  ...{ id: Type.String({ description: 'Of its recording' }), call: Type.String(), at: Type.Number() },
  durationMs: Type.Union([Type.Integer(), Type.Null()]),
  ...{ caller: Type.String(), called: Type.String() },
  mailbox: Type.String({ description: 'Whose it is: a queue or an agent' }),
  done: whoIsDone,
});

export const voicemailRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/voicemails',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Messages of callers: those to deal with, the oldest first, or all, the latest first',
        querystring: closed({ open: Type.Boolean({ default: true }) }),
        response: { 200: listOf(message) },
      },
    },
    async ({ query }) => ({
      items: await readVoicemails(deps.link.use().main, { open: query.open, limit: mostShown }),
    }),
  );
  app.post(
    '/api/voicemails/:id/done',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'The message was heard and dealt with',
        params: closed({ id: Type.String({ maxLength: 200 }) }),
        body: closed({ note: Type.String({ maxLength: 500, default: '' }) }),
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const by = sessionOf(request).user.name;
      const done = { recording: id, by, note: request.body.note };
      if (!(await closeVoicemail(deps.link.use().main, done)))
        throw new YihaoError('conflict', { what: 'message', id, reason: 'is done already, or is none' });
      await note(deps, request, 'voicemail.done', id);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
