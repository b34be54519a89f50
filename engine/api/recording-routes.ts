import { access } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { everybody, need, note, sessionOf } from './access.js';
import { callFor } from './call-routes.js';
import type { ApiDeps } from './deps.js';
import { RecentAccesses } from './recent-accesses.js';
import { closed, slug } from './schemas.js';

export const recordingRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const accesses = new RecentAccesses(deps.clock);
  app.get(
    '/api/recordings/:call',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary:
          'The recording of a call: stereo WAV, caller left, agent right; ranges work. Each access is noted',
        params: closed({ call: slug }),
        querystring: closed({
          id: Type.Optional(Type.String({ description: 'Which, where a call has several' })),
        }),
      },
    },
    async (request, reply) => {
      const { call } = request.params;
      const detail = await callFor(deps, sessionOf(request).user, call);
      const wanted = request.query.id;
      const found = detail.recordings.find((one) => wanted === undefined || one['id'] === wanted);
      const path = found?.['path'];
      if (typeof path !== 'string')
        throw new YihaoError('recording.unavailable', { id: call, reason: 'none was made' });
      const file = insideOf(deps.dataFolder, path);
      if (file === undefined) {
        throw new YihaoError('recording.unavailable', {
          id: call,
          reason: 'it lies outside of the data folder',
        });
      }
      await access(join(deps.dataFolder, file)).catch((error: unknown) => {
        throw new YihaoError('recording.unavailable', { id: call, reason: 'its file is gone' }, error);
      });
      if (accesses.isNew(`${sessionOf(request).tokenHash} ${file}`))
        await note(deps, request, 'recording.fetched', call);
      return reply
        .header('content-disposition', `inline; filename="${call}.wav"`)
        .header('cache-control', 'private, no-store')
        .sendFile(file, deps.dataFolder, { cacheControl: false });
    },
  );
  return Promise.resolve();
};

/** @returns the path within `folder`, or undefined when it leads out of it. */
function insideOf(folder: string, path: string): string | undefined {
  const within = relative(folder, resolve(folder, path));
  return within === '' || within.startsWith('..') || resolve(within) === within ? undefined : within;
}
