/** Prompts (语音文件管理): upload, speak, hear, versions, where used. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { promptsOf } from '../ivr/routes.js';
import { shippedVersion } from '../prompt/prompt-library.js';
import { readVisits } from '../store/flow-reads.js';
import { administrators, leaders, need, note, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { closed, empty, listOf } from './schemas.js';

const language = Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]);
const id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });
const byPrompt = closed({ language, id });
const about = {
  business: Type.String({ maxLength: 80, default: '', description: 'Whose it is (业务)' }),
  text: Type.String({ maxLength: 1000, default: '', description: 'What it says' }),
};
const sound = {
  durationMs: Type.Integer(),
  levelDbfs: Type.Number({ description: 'Mean level, dB of full scale' }),
};
const version = Type.Object({
  version: Type.Integer(),
  source: Type.String(),
  author: Type.String(),
  at: Type.Number(),
  text: Type.String(),
  ...sound,
});
const bodyLimit = 20 * 1024 * 1024;
const usesMs = 30 * 86_400_000;

export const promptRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.addContentTypeParser(
    /^(audio|application\/octet-stream)/,
    { parseAs: 'buffer', bodyLimit },
    (_, body, done) => done(null, body),
  );

  app.get(
    '/api/prompts',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary:
          'Prompts kept here (version 1 and on) or coming with the flows (0), with the nodes that play them',
        response: {
          200: listOf(
            Type.Object({
              ...{ id: Type.String(), language: Type.String(), business: Type.String(), text: Type.String() },
              ...{ live: Type.Integer(), ...sound },
              shipped: Type.Boolean({ description: 'Whether one comes with the flows, too' }),
              usedBy: Type.Array(Type.Object({ flow: Type.String(), node: Type.String() })),
              uses: Type.Integer({
                description: 'How often calls came to these nodes in the last 30 days',
              }),
            }),
          ),
        },
      },
    },
    async () => {
      const used = usesOf(deps);
      const [prompts, visits] = await Promise.all([
        deps.prompts.list(),
        readVisits(deps.link.use().reports, deps.clock.now() - usesMs),
      ]);
      return {
        items: prompts.map((one) => {
          const usedBy = used.get(one.id) ?? [];
          const uses = usedBy.reduce((sum, { flow, node }) => sum + (visits.get(`${flow} ${node}`) ?? 0), 0);
          return { ...one, usedBy, uses };
        }),
      };
    },
  );
  app.put(
    '/api/prompts/:language/:id',
    {
      onRequest: need(deps, administrators),
      bodyLimit,
      schema: {
        summary:
          'Upload a recording, WAV of 16 bit, or with ffmpeg MP3 and whatever it reads; calls hear it from now on',
        params: byPrompt,
        querystring: closed(about),
        response: { 200: version },
      },
    },
    async (request) => {
      if (!Buffer.isBuffer(request.body))
        throw new YihaoError('request.invalid', { where: 'body', reason: 'must be a sound, as audio/wav' });
      const { user } = sessionOf(request);
      const added = await deps.prompts.upload(
        { ...request.params, ...request.query, author: user.name },
        request.body,
      );
      await note(deps, request, 'prompt.uploaded', nameOf(request.params), { version: added.version });
      return added;
    },
  );
  app.post(
    '/api/prompts/:language/:id/speak',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Let the synthesiser speak a text as this prompt',
        params: byPrompt,
        body: closed({ ...about, text: Type.String({ minLength: 1, maxLength: 1000 }) }),
        response: { 200: version },
      },
    },
    async (request) => {
      const { user } = sessionOf(request);
      const added = await deps.prompts.speak({ ...request.params, ...request.body, author: user.name });
      await note(deps, request, 'prompt.spoken', nameOf(request.params), { version: added.version });
      return added;
    },
  );
  app.post(
    '/api/prompts/preview',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'What a text would sound like, spoken by the synthesiser: WAV; nothing is kept',
        body: closed({ language, text: Type.String({ minLength: 1, maxLength: 1000 }) }),
        produces: ['audio/wav'],
      },
    },
    async ({ body }, reply) => {
      const { wav, durationMs, levelDbfs } = await deps.prompts.hear(body.text, body.language);
      return reply
        .type('audio/wav')
        .header('x-duration-ms', String(durationMs))
        .header('x-level-dbfs', String(levelDbfs))
        .header('cache-control', 'no-store')
        .send(wav);
    },
  );
  app.get(
    '/api/prompts/:language/:id/versions',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Versions, the newest first', params: byPrompt, response: { 200: listOf(version) } },
    },
    async ({ params }) => ({ items: await deps.prompts.versions(params.language, params.id) }),
  );
  app.post(
    '/api/prompts/:language/:id/live',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Let calls hear this version',
        params: byPrompt,
        body: closed({
          version: Type.Integer({ minimum: 0, description: '0: the one that comes with the flows' }),
        }),
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      await deps.prompts.use(request.params.language, request.params.id, request.body.version);
      await note(deps, request, 'prompt.live', nameOf(request.params), { version: request.body.version });
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/api/prompts/:language/:id/versions/:version/sound',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'The sound of a version, WAV',
        params: closed({ language, id, version: Type.Integer({ minimum: 0 }) }),
      },
    },
    async ({ params }, reply) => {
      const { shipped } = deps.prompts;
      if (params.version === shippedVersion && (await shipped.has(params.language, params.id)))
        return reply.sendFile(`${nameOf(params)}.wav`, shipped.folder, { cacheControl: false });
      const versions = await deps.prompts.versions(params.language, params.id);
      if (!versions.some((one) => one.version === params.version))
        throw new YihaoError('not.found', { what: 'version of prompt', id: nameOf(params) });
      const file = deps.prompts.versionFile(params.language, params.id, params.version);
      return reply.sendFile(file, deps.prompts.folder, { cacheControl: false });
    },
  );
  return Promise.resolve();
};

const nameOf = (prompt: { readonly language: string; readonly id: string }): string =>
  `${prompt.language}/${prompt.id}`;

/** Nodes of the live flows by the prompts that they play. */
function usesOf({ releases }: ApiDeps): Map<string, { flow: string; node: string }[]> {
  const uses = new Map<string, { flow: string; node: string }[]>();
  for (const [flow, { nodes }] of releases.current.live.flows)
    for (const [node, one] of Object.entries(nodes))
      for (const prompt of new Set(promptsOf(one).map(({ value }) => value)))
        uses.set(prompt, [...(uses.get(prompt) ?? []), { flow, node }]);
  return uses;
}
