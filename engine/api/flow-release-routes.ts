/** Flows as operators work on them: draft, check, publish, trial, roll-back, difference. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { diffLines } from 'diff';
import { YihaoError } from '../../kernel/errors.js';
import type { Judgement } from '../flow-files/judge.js';
import type { FileError } from '../ivr/located-yaml.js';
import {
  deleteDraft,
  deletePublishedDraft,
  listVersions,
  readDraft,
  readVersion,
  saveDraft,
  type FlowDraft,
} from '../store/flow-rows.js';
import { administrators, leaders, need, note, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import {
  byFlow,
  canaryBody,
  casesText,
  difference,
  flowBodyLimit,
  flowText,
  flowView,
  givenCases,
  judgement,
  reason,
  releaseView,
  versionList,
  versionView,
  wholeVersion,
} from './flow-schemas.js';
import { closed, empty, listOf } from './schemas.js';

const version = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const shownVersions = 500;
/** Milliseconds since the epoch, as the draft of a flow tells it. */
const draftTime = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });

export const flowReleaseRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/flow-releases',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Versions of flows in force and on trial', response: { 200: listOf(releaseView) } },
    },
    () => ({ items: [...deps.releases.entries.values()].map(({ release }) => viewRelease(release)) }),
  );

  app.get(
    '/api/flows/:flow',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'A flow: its live text, its cases, its draft',
        params: byFlow,
        response: { 200: flowView },
      },
    },
    async ({ params: { flow } }) => {
      const entry = deps.releases.entries.get(flow);
      const inForce = deps.releases.current.live.files.find((one) => one.flow === flow);
      const draft = await readDraft(deps.link.use().main, flow);
      if (!entry && !inForce && !draft) throw new YihaoError('not.found', { what: 'flow', id: flow });
      return {
        release: entry ? viewRelease(entry.release) : null,
        text: entry?.live.text ?? inForce?.text ?? '',
        cases: entry?.live.cases ?? '',
        draft: draft ?? null,
      };
    },
  );

  app.put(
    '/api/flows/:flow/draft',
    {
      onRequest: need(deps, leaders),
      bodyLimit: flowBodyLimit,
      schema: {
        summary: 'Keep a draft, right or wrong; calls take no notice of it',
        params: byFlow,
        body: closed({
          ...{ text: flowText, cases: casesText, basedOn: version },
          over: Type.Union([Type.Null(), draftTime], {
            description:
              'When the draft that it was made from was kept; null: there was none. Another one: 409',
          }),
        }),
        response: { 200: Type.Object({ at: draftTime }) },
      },
    },
    async (request) => {
      const { flow } = request.params;
      const { over, ...body } = request.body;
      const { main } = deps.link.use();
      const author = sessionOf(request).user.name;
      const at = await saveDraft(main, { flow, ...body, author, at: deps.clock.now() }, over);
      if (at === undefined) throw otherDraft(flow, await readDraft(main, flow));
      return { at };
    },
  );

  app.delete(
    '/api/flows/:flow/draft',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Throw the draft away that was kept then',
        params: byFlow,
        querystring: closed({ at: draftTime }),
        response: { 204: empty },
      },
    },
    async ({ params: { flow }, query: { at } }, reply) => {
      const { main } = deps.link.use();
      await deleteDraft(main, flow, at);
      const other = await readDraft(main, flow);
      if (other) throw otherDraft(flow, other);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/flows/:flow/check',
    {
      onRequest: need(deps, leaders),
      bodyLimit: flowBodyLimit,
      schema: {
        summary: 'Check a text as this flow and run its cases; nothing is changed',
        params: byFlow,
        body: closed({ text: flowText, cases: givenCases }),
        response: { 200: judgement },
      },
    },
    async ({ params: { flow }, body }) =>
      viewJudgement(await deps.releases.check(flow, body.text, body.cases)),
  );

  publishingRoutes(app, deps);
  versionRoutes(app, deps);
  return Promise.resolve();
};

const publishingRoutes = (app: Parameters<FastifyPluginAsyncTypebox<ApiDeps>>[0], deps: ApiDeps): void => {
  app.post(
    '/api/flows/:flow/publish',
    {
      onRequest: need(deps, administrators),
      bodyLimit: flowBodyLimit,
      schema: {
        summary: 'Check, run the cases, and put the text into force; calls in progress finish on theirs',
        params: byFlow,
        body: closed({
          text: flowText,
          cases: givenCases,
          reason,
          basedOn: version,
          endsTrial: Type.Optional(
            Type.Integer({
              minimum: 1,
              description: 'The version on trial whose place it takes, where it is not based on that',
            }),
          ),
          canary: Type.Optional(canaryBody),
        }),
        response: { 200: versionView },
      },
    },
    async (request) => {
      const { flow } = request.params;
      const { user } = sessionOf(request);
      const { canary, ...body } = request.body;
      const published = await deps.releases.publish({
        ...{ flow, ...body, author: user.name },
        ...(canary && { canary }),
      });
      await deletePublishedDraft(deps.link.use().main, { flow, author: user.name, text: body.text });
      await note(deps, request, 'flow.published', flow, {
        version: published.version,
        reason: body.reason,
        ...(canary && { share: canary.share, numbers: canary.numbers.length }),
      });
      return published;
    },
  );

  app.post(
    '/api/flows/:flow/rollback',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'One step back: end the trial, or let the version before be live again',
        params: byFlow,
        body: closed({ reason, to: Type.Optional(Type.Integer({ minimum: 1 })) }),
        response: { 200: releaseView },
      },
    },
    async (request) => {
      const { flow } = request.params;
      const { to, reason: why } = request.body;
      const release = await deps.releases.rollBack(flow, sessionOf(request).user.name, to);
      await note(deps, request, 'flow.rolledBack', flow, { live: release.live, reason: why });
      return viewRelease(release);
    },
  );

  app.post(
    '/api/flows/:flow/promote',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'The version on trial becomes that of all calls',
        params: byFlow,
        response: { 200: releaseView },
      },
    },
    async (request) => {
      const { flow } = request.params;
      const release = await deps.releases.promote(flow, sessionOf(request).user.name);
      await note(deps, request, 'flow.promoted', flow, { live: release.live });
      return viewRelease(release);
    },
  );

  app.put(
    '/api/flows/:flow/canary',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Which calls get the version on trial',
        params: byFlow,
        body: canaryBody,
        response: { 200: releaseView },
      },
    },
    async (request) => {
      const { flow } = request.params;
      const release = await deps.releases.retry(flow, sessionOf(request).user.name, request.body);
      await note(deps, request, 'flow.canary', flow, { share: request.body.share });
      return viewRelease(release);
    },
  );
};

const versionRoutes = (app: Parameters<FastifyPluginAsyncTypebox<ApiDeps>>[0], deps: ApiDeps): void => {
  const read = async (flow: string, id: number) => {
    const found = await readVersion(deps.link.use().main, flow, id);
    if (!found) throw new YihaoError('not.found', { what: `version of flow ${flow}`, id });
    return found;
  };

  app.get(
    '/api/flows/:flow/versions',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Versions, the newest first', params: byFlow, response: { 200: versionList } },
    },
    async ({ params: { flow } }) => ({
      items: await listVersions(deps.link.use().main, flow, shownVersions),
    }),
  );

  app.get(
    '/api/flows/:flow/versions/:version',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'A version as a whole',
        params: closed({ ...byFlow.properties, version }),
        response: { 200: wholeVersion },
      },
    },
    ({ params }) => read(params.flow, params.version),
  );

  app.get(
    '/api/flows/:flow/difference',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'What changed between two versions, line by line; 0 is the draft',
        params: byFlow,
        querystring: closed({ from: version, to: version }),
        response: { 200: difference },
      },
    },
    async ({ params: { flow }, query: { from, to } }) => {
      const textOf = async (id: number): Promise<string> =>
        id === 0 ? ((await readDraft(deps.link.use().main, flow))?.text ?? '') : (await read(flow, id)).text;
      return { from, to, lines: linesBetween(await textOf(from), await textOf(to)) };
    },
  );

  app.post(
    '/api/flows/:flow/difference',
    {
      onRequest: need(deps, leaders),
      bodyLimit: flowBodyLimit,
      schema: {
        summary: 'What a text would change of a version, line by line',
        params: byFlow,
        body: closed({ from: Type.Integer({ minimum: 1, maximum: 1_000_000 }), text: flowText }),
        response: { 200: difference },
      },
    },
    async ({ params: { flow }, body: { from, text } }) => ({
      ...{ from, to: 0, lines: linesBetween((await read(flow, from)).text, text) },
    }),
  );
};

function otherDraft(flow: string, draft: FlowDraft | undefined): YihaoError {
  const reason = draft
    ? `has a draft that ${draft.author} kept meanwhile`
    : 'no longer has the draft that this one was made from';
  return new YihaoError('conflict', { what: 'flow', id: flow, reason });
}

type Line = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string };

/** A difference that takes longer to find than half a second is told as all removed and all added. */
function linesBetween(before: string, after: string): Line[] {
  const parts = diffLines(before, after, { timeout: 500 }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  return parts.flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): Line => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
}

const viewRelease = ({ flow, file, live, previous, canary }: Released) => ({
  ...{ flow, file, live, previous },
  canary: canary && { ...canary, numbers: [...canary.numbers] },
});
type Released = NonNullable<ReturnType<ApiDeps['releases']['entries']['get']>>['release'];

function viewJudgement({ errors, warnings, cases }: Judgement) {
  const shown = ({ line, column, path, reason: why, hint = '' }: FileError) => ({
    ...{ line, column, path, hint, reason: why },
  });
  return {
    ok: errors.length === 0 && cases.every(({ failure }) => failure === undefined),
    errors: errors.map(shown),
    warnings: warnings.map(shown),
    cases: cases.map(({ name, line, failure = null }) => ({ name, line, failure })),
  };
}
