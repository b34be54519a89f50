/** A flow tried before callers meet it: by a simulated call, and by a real one. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { simulate, type Simulated } from '../flow-files/simulate.js';
import type { FlowInput, Prompt } from '../ivr/model.js';
import { leaders, need, note } from './access.js';
import type { ApiDeps } from './deps.js';
import { byFlow, flowBodyLimit, flowText, simulated, simulationBody } from './flow-schemas.js';
import { closed } from './schemas.js';

export const flowTrialRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.post(
    '/api/flows/:flow/simulate',
    {
      onRequest: need(deps, leaders),
      bodyLimit: flowBodyLimit,
      schema: {
        summary: 'Go through the flow, or a text as this flow, with what a caller does from the start',
        params: byFlow,
        body: simulationBody,
        response: { 200: simulated },
      },
    },
    async ({ params: { flow }, body }) => {
      const loaded = await flowsOf(deps, flow, body.text);
      const { caller, dialled, at = deps.clock.now(), variables = {}, steps = [], scene = {} } = body;
      const inputs = body.inputs as readonly FlowInput[];
      const given = { flow, caller, dialled, at, variables, inputs, steps, scene };
      const result = simulate(loaded.flows, given, deps.tables);
      const { path, noted, ignored, turns, now, variables: held } = result;
      return {
        ...result,
        ...{ path: [...path], noted: [...noted], ignored: [...ignored], turns: [...turns] },
        ...{ now: now ?? null, variables: { ...held }, words: await wordsOf(deps, turns) },
      };
    },
  );

  app.post(
    '/api/flows/:flow/test-call',
    {
      onRequest: need(deps, leaders),
      bodyLimit: flowBodyLimit,
      schema: {
        summary: 'A number that leads into this text for ten minutes',
        params: byFlow,
        body: closed({ text: Type.Optional(flowText) }),
        response: { 200: Type.Object({ number: Type.String(), until: Type.Number() }) },
      },
    },
    async (request) => {
      const { flow } = request.params;
      const loaded = await flowsOf(deps, flow, request.body.text);
      await note(deps, request, 'flow.testCall', flow);
      return deps.testCalls.add(flow, loaded);
    },
  );
  return Promise.resolve();
};

/** @throws YihaoError 'flow.invalid', 'not.found'. */
async function flowsOf(deps: ApiDeps, flow: string, text: string | undefined) {
  const { live } = deps.releases.current;
  if (text === undefined) {
    if (live.flows.has(flow)) return live;
    throw new YihaoError('not.found', { what: 'flow', id: flow });
  }
  const { loaded, errors } = await deps.releases.compose(flow, text);
  const [first] = errors;
  if (loaded && !first) return loaded;
  const { file = '', line = 0, path = '', reason: why = '' } = first ?? {};
  throw new YihaoError('flow.invalid', { file, line, path, reason: why });
}

/** What the recordings that were played say, by `<language>/<id>`, as far as it is written down. */
async function wordsOf(deps: ApiDeps, turns: Simulated['turns']): Promise<Record<string, string>> {
  const played = turns.flatMap(({ does }): readonly Prompt[] =>
    does?.do === 'play' || does?.do === 'collect' ? does.prompts : [],
  );
  const recorded = played.flatMap((prompt) => (prompt.kind === 'recorded' ? [prompt] : []));
  if (recorded.length === 0) return {};
  const prompts = await deps.prompts.list();
  const written = new Map(prompts.map(({ language, id, text }) => [`${language}/${id}`, text]));
  return Object.fromEntries(
    recorded.flatMap(({ language, id, text = '' }) => {
      const name = `${language}/${id}`;
      const words = written.get(name) || text;
      return words === '' ? [] : [[name, words]];
    }),
  );
}
