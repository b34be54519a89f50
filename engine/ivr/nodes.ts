/** What each kind of node does when it is entered, and with the input that it waited for. */
import {
  answerCollect,
  answerMenu,
  answerSurvey,
  askQuestion,
  enterCollect,
  enterMenu,
  enterSurvey,
} from './ask.js';
import { holds } from './condition.js';
import { defaults, END, type FlowNode, type NodeOf } from './flow.js';
import type { FlowInput, FlowState, TransferTarget } from './model.js';
import { fault, go, type Outcome, type Run, wait } from './run.js';
import {
  answerHttp,
  answerLookup,
  enterCallback,
  enterHttp,
  enterLanguage,
  enterLookup,
  enterScript,
} from './services.js';
import { answerSpeechMenu, askedSpeechMenu, enterSpeechMenu } from './speech-menu.js';

/** @param resumed the node goes on where it was as far as it can (a survey at its question). */
export function enter(run: Run, node: FlowNode, resumed: boolean): Outcome {
  switch (node.kind) {
    case 'play':
      return wait('played', {
        do: 'play',
        prompts: run.prompts(node.prompts),
        interruptible: node.interruptible ?? true,
      });
    case 'say':
      return say(run, node);
    case 'menu':
      return enterMenu(run, node);
    case 'collect':
      return enterCollect(run, node);
    case 'speechMenu':
      return enterSpeechMenu(run, node);
    case 'branch':
      return branch(run, node);
    case 'set':
      return setValues(run, node);
    case 'queue':
      return enqueue(run, node);
    case 'agent':
      return transfer(run, node, { kind: 'agent', agent: run.fill(node.agent) });
    case 'extension':
      return transfer(run, node, { kind: 'extension', extension: run.fill(node.extension) });
    case 'external':
      return transfer(run, node, { kind: 'external', number: run.fill(node.number) });
    case 'voicemail':
      return voicemail(run, node);
    case 'survey':
      return resumed ? askQuestion(run, node) : enterSurvey(run, node);
    case 'subflow':
      return { kind: 'call', flow: node.flow };
    case 'hangup':
      return { kind: 'hangup', effect: { do: 'hangup', cause: node.cause ?? 'NORMAL_CLEARING' } };
    case 'language':
      return enterLanguage(run, node);
    case 'script':
      return enterScript(run, node);
    case 'http':
      return enterHttp(run, node);
    case 'lookup':
      return enterLookup(run, node);
    case 'callback':
      return enterCallback(run, node);
  }
}

/** One after the other: a later value may be made of an earlier one. */
function setValues(run: Run, node: NodeOf<'set'>): Outcome {
  for (const [name, value] of Object.entries(node.values)) {
    const why = run.set(name, run.fill(value));
    if (why !== undefined) return fault(why);
  }
  return go(node.next);
}

/** @returns undefined for an input that this node does not take. */
export function answer(run: Run, node: FlowNode, input: FlowInput): Outcome | undefined {
  switch (input.kind) {
    case 'played':
      return answerPlayed(run, node, input.key);
    case 'collected':
      if (node.kind === 'menu') return answerMenu(run, node, input);
      if (node.kind === 'collect') return answerCollect(run, node, input);
      return node.kind === 'survey' ? answerSurvey(run, node, input) : undefined;
    case 'queueLeft':
      if (node.kind !== 'queue') return undefined;
      if (input.end === 'served') {
        run.sawSign();
        return go(node.served ?? END);
      }
      return go(node[input.end]);
    case 'transferEnded':
      if (node.kind !== 'agent' && node.kind !== 'extension' && node.kind !== 'external') return undefined;
      if (input.end === 'ended') {
        run.sawSign();
        return go(node.ended ?? END);
      }
      return go(node[input.end] ?? node.failed);
    case 'recorded':
      if (node.kind !== 'voicemail') return undefined;
      return go(input.recordedMs > 0 ? node.next : (node.empty ?? node.next));
    case 'heard':
      return node.kind === 'speechMenu' ? answerSpeechMenu(run, node, input.heard) : undefined;
    case 'answered':
      return node.kind === 'http' ? answerHttp(run, node, input.answer) : undefined;
    case 'lookedUp':
      return node.kind === 'lookup' ? answerLookup(run, node, input.found) : undefined;
    case 'failed':
      return answerFailed(run, node);
    case 'hungUp':
    case 'resumed':
      return undefined;
  }
}

/** Its error route, if it has one; else it is as if nothing had been pressed. */
function answerFailed(run: Run, node: FlowNode): Outcome | undefined {
  if (node.error !== undefined) return fault('refused');
  switch (run.state.awaiting) {
    case 'played':
      return answer(run, node, { kind: 'played' });
    case 'collected':
      return answer(run, node, { kind: 'collected', digits: '', timedOut: true });
    case 'recorded':
      return answer(run, node, { kind: 'recorded', recordedMs: 0 });
    case 'heard':
      return answer(run, node, { kind: 'heard', heard: { as: 'failed', why: 'the switch cannot record' } });
    case 'queueLeft':
    case 'transferEnded':
    case 'answered':
    case 'lookedUp':
    case 'nothing':
      return undefined;
  }
}

function answerPlayed(run: Run, node: FlowNode, key: string | undefined): Outcome | undefined {
  switch (node.kind) {
    case 'play':
    case 'say':
      run.typeAhead(key);
      return go(node.next);
    case 'voicemail':
      return record(run, node);
    case 'survey':
      return go(node.next);
    case 'speechMenu':
      return askedSpeechMenu(run, node, key);
    case 'menu':
    case 'collect':
    case 'branch':
    case 'set':
    case 'queue':
    case 'agent':
    case 'extension':
    case 'external':
    case 'subflow':
    case 'hangup':
    case 'language':
    case 'script':
    case 'http':
    case 'lookup':
    case 'callback':
      return undefined;
  }
}

function say(run: Run, node: NodeOf<'say'>): Outcome {
  return wait('played', {
    do: 'play',
    prompts: [{ kind: 'spoken', language: run.language, text: run.fill(node.text) }],
    interruptible: node.interruptible ?? true,
  });
}

function branch(run: Run, node: NodeOf<'branch'>): Outcome {
  const { context, variables }: FlowState = run.state;
  const facts = {
    ...context,
    variable: (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    now: run.now,
    timeZone: run.timeZone,
    tables: run.tables,
    evaluate: (text: string) => run.evaluate(text),
  };
  return go(node.cases.find(({ when }) => holds(when, facts))?.next ?? node.otherwise);
}

function enqueue(run: Run, node: NodeOf<'queue'>): Outcome {
  run.state.typedAhead = '';
  return wait('queueLeft', {
    do: 'enqueue',
    queue: run.fill(node.queue),
    priority: node.priority ?? defaults.priority,
    skills: node.skills ?? {},
    music: node.music ?? null,
    announceEveryMs: node.announceEveryMs ?? null,
    maxWaitMs: node.maxWaitMs ?? null,
    leaveWhenNobody: node.nobody !== undefined,
    language: run.language,
  });
}

function transfer(run: Run, node: { readonly ringMs?: number }, to: TransferTarget): Outcome {
  run.state.typedAhead = '';
  return wait('transferEnded', { do: 'transfer', to, ringMs: node.ringMs ?? defaults.ringMs });
}

function voicemail(run: Run, node: NodeOf<'voicemail'>): Outcome {
  run.state.typedAhead = '';
  const prompts = run.prompts(node.prompts ?? []);
  return prompts.length === 0
    ? record(run, node)
    : wait('played', { do: 'play', prompts, interruptible: true });
}

function record(run: Run, node: NodeOf<'voicemail'>): Outcome {
  return wait('recorded', {
    do: 'record',
    mailbox: run.fill(node.mailbox),
    maxMs: node.maxMs ?? defaults.voicemailMs,
    silenceMs: node.silenceMs ?? defaults.silenceMs,
    terminators: node.terminators ?? '#',
  });
}
