/** The flow of the call: its effects carried out on the caller's leg, and what comes back handed to it. */
import { withoutSurvey } from '../survey/without-survey.js';
import { start, step } from '../ivr/interpreter.js';
import type { FlowEffect, FlowInput, FlowStep } from '../ivr/model.js';
import type { Application } from '../switch/application.js';
import type { ApplicationEnd } from '../switch/switch-event.js';
import type { Draft } from './draft.js';
import type { AskAnswer } from './model/ask.js';
import type { Listening, Running } from './model/stage.js';
import { rate } from '../survey/rating.js';
import { dropUtterance, listen, listenOn, noteHeard, recognise, spoken } from './listening.js';

/** Prompts are minutes at most; when the switch says nothing for so long, the flow goes on without it. */
const watchMs = 180_000;
const askSlackMs = 1_000;

export function beginFlow(draft: Draft): void {
  const { call, context } = draft;
  carryOut(
    draft,
    start(
      flowsOf(draft),
      call.flowName,
      { caller: call.caller, dialled: call.called, variables: call.data },
      context.now,
      context.tables(),
    ),
  );
}

/** Another flow than the one of the number dialled, with the call's data. */
export function beginNamedFlow(draft: Draft, flow: string): void {
  const { call, context } = draft;
  draft.enter({ name: 'flow', running: null });
  const variables = call.data;
  carryOut(
    draft,
    start(
      context.flows,
      flow,
      { caller: call.caller, dialled: call.called, variables },
      context.now,
      context.tables(),
    ),
  );
}

export function stepFlow(draft: Draft, input: FlowInput): void {
  const { flow } = draft.call;
  if (flow) carryOut(draft, step(flowsOf(draft), flow, input, draft.now, draft.context.tables()));
}

/** The caller is gone: the flow's book-keeping alone. */
export function endFlow(draft: Draft): void {
  const { flow } = draft.call;
  if (!flow) return;
  const ended = step(flowsOf(draft), flow, { kind: 'hungUp' }, draft.now);
  draft.call.flow = ended.state;
  for (const effect of ended.effects) keepBook(draft, effect);
}

/** What ran is done: the flow hears of it. Anything but what it waits for is old. */
export function applicationDone(draft: Draft, running: Running, done: ApplicationEnd): void {
  draft.timer('watch', null);
  draft.enter({ name: 'flow', running: null });
  if (running.kind === 'record') {
    draft.note('message.recorded', { recordedMs: done.recordedMs });
    draft.execute({ app: 'set', values: { playback_terminators: 'none' } });
    recorded(draft, running, done);
    return;
  }
  if (running.listening) {
    understand(draft, running.listening, done);
    return;
  }
  if (running.kind === 'play') {
    const key = running.interruptible ? done.digits.at(0) : undefined;
    if (key !== undefined) keepKeys(draft, key);
    stepFlow(draft, key === undefined ? { kind: 'played' } : { kind: 'played', key });
    return;
  }
  const { digits, terminator } = done;
  if (digits !== '') keepKeys(draft, digits);
  const timedOut = terminator === undefined && digits.length < running.maxDigits;
  stepFlow(draft, {
    kind: 'collected',
    digits,
    timedOut,
    ...(terminator === undefined ? {} : { terminator }),
  });
}

/** Whatever ended it, silence may be all that there is in it. */
function recorded(draft: Draft, { message }: Running, { recordedMs }: ApplicationEnd): void {
  if (!message || recordedMs === 0) {
    if (message) draft.do({ do: 'dropMessage', path: message.path });
    stepFlow(draft, { kind: 'recorded', recordedMs });
    return;
  }
  const id = draft.nextId();
  const ask = { do: 'weigh', file: draft.context.absolute(message.path), recordedMs } as const;
  draft.do({ do: 'ask', id, ask });
  run(draft, { id, kind: 'ask', maxDigits: 0, interruptible: false, message }, askSlackMs);
}

function understand(draft: Draft, listening: Listening, done: ApplicationEnd): void {
  const heard = spoken(draft, done);
  if (heard) {
    if (heard.as === 'key') keepKeys(draft, heard.key);
    dropUtterance(draft, listening);
    stepFlow(draft, { kind: 'heard', heard });
    return;
  }
  const id = recognise(draft, listening, done);
  const running: Running = { id, kind: 'ask', maxDigits: 0, interruptible: false, listening };
  run(draft, running, listening.effect.recogniseMs + askSlackMs);
}

/** Whoever was asked has answered. */
export function askDone(draft: Draft, { listening, message }: Running, answer: AskAnswer): void {
  if (listening) {
    const more = listenOn(draft, listening, answer);
    if (more) {
      run(draft, more, listening.effect.maxMs + watchMs);
      return;
    }
    dropUtterance(draft, listening);
  }
  draft.timer('watch', null);
  draft.enter({ name: 'flow', running: null });
  if (answer.kind === 'speaking') return;
  if (answer.kind === 'recorded' && answer.recordedMs === 0 && message)
    draft.do({ do: 'dropMessage', path: message.path });
  if (answer.kind === 'heard') noteHeard(draft, answer.heard);
  if (answer.kind === 'answered') draft.note('request.answered', { status: answer.answer.status });
  stepFlow(draft, answer);
}

/** The switch refused it, or was never heard of again. */
export function applicationOverdue(draft: Draft, running: Running): void {
  draft.note('application.overdue', { application: running.kind });
  draft.timer('watch', null);
  draft.enter({ name: 'flow', running: null });
  if (running.kind === 'ask') {
    askOverdue(draft, running);
    return;
  }
  draft.do({ do: 'interrupt' });
  if (running.listening) {
    dropUtterance(draft, running.listening);
    draft.execute({ app: 'set', values: { playback_terminators: 'none' } });
  }
  if (running.message) {
    draft.note('message.recorded', { recordedMs: 0 });
    draft.do({ do: 'stopRecording', path: running.message.path });
    draft.execute({ app: 'set', values: { playback_terminators: 'none' } });
  }
  stepFlow(draft, { kind: 'failed' });
}

function askOverdue(draft: Draft, { listening }: Running): void {
  const why = 'no answer in time';
  if (listening) dropUtterance(draft, listening);
  const awaiting = draft.call.flow?.awaiting;
  if (awaiting === 'heard') stepFlow(draft, { kind: 'heard', heard: { as: 'failed', why } });
  else if (awaiting === 'recorded') stepFlow(draft, { kind: 'recorded', recordedMs: 1 });
  else if (awaiting === 'lookedUp')
    stepFlow(draft, { kind: 'lookedUp', found: { known: false, why: 'failed' } });
  else stepFlow(draft, { kind: 'answered', answer: { status: 0, why } });
}

/**
 * The leg is going: what was pressed or said until then is kept, and nothing new is begun. Its end closes the record.
 */
export function applicationCutOff(draft: Draft, running: Running, done: ApplicationEnd): void {
  if (running.kind === 'record') draft.note('message.recorded', { recordedMs: done.recordedMs });
  else if (running.listening) dropUtterance(draft, running.listening);
  else if (done.digits !== '') keepKeys(draft, done.digits);
}

function carryOut(draft: Draft, { state, effects }: FlowStep): void {
  draft.call.flow = state;
  for (const effect of effects) if (!keepBook(draft, effect)) act(draft, effect);
}

/** @returns whether the effect was book-keeping. */
function keepBook(draft: Draft, effect: FlowEffect): boolean {
  const { call } = draft;
  switch (effect.do) {
    case 'trace':
      draft.visit(effect.flow, effect.node);
      draft.note('flow.node', {
        ...{ flow: effect.flow, node: effect.node, kind: effect.nodeKind },
        ...(effect.title !== undefined && { title: effect.title }),
      });
      if (effect.nodeKind === 'survey' && !call.surveyOff) {
        call.survey = 'asked';
        draft.set({ surveyState: 'asked' });
      }
      return true;
    case 'setData':
      call.data = { ...call.data, [effect.name]: effect.value };
      draft.set({ data: call.data });
      return true;
    case 'rate':
      rate(draft, effect);
      return true;
    case 'fault':
      call.failed = true;
      draft.note('flow.fault', { flow: effect.flow, node: effect.node, why: effect.why });
      return true;
    case 'requestCallback':
      draft.note('callback.requested', { queue: effect.queue, number: effect.number });
      draft.do({ ...effect, do: 'requestCallBack', seq: call.seq - 1 });
      return true;
    case 'play':
    case 'collect':
    case 'record':
    case 'listen':
    case 'enqueue':
    case 'transfer':
    case 'request':
    case 'lookup':
    case 'hangup':
      return false;
  }
}

function act(draft: Draft, effect: FlowEffect): void {
  switch (effect.do) {
    case 'play':
      play(draft, effect);
      break;
    case 'collect': {
      const { maxDigits, timeoutMs, interDigitMs, terminators } = effect;
      const { sources, speech } = draft.sound(effect.prompts);
      const application = {
        app: 'collect',
        sources,
        maxDigits,
        timeoutMs,
        interDigitMs,
        terminators,
      } as const;
      const id = draft.execute(application, false, speech);
      run(draft, { id, kind: 'collect', maxDigits, interruptible: true });
      break;
    }
    case 'record': {
      const path = draft.context.recordingPath(draft.nextId());
      draft.note('message.recording', { mailbox: effect.mailbox, path });
      draft.do({ do: 'recordMessage', path });
      const { maxMs, silenceMs, terminators } = effect;
      const message = { path, startedAt: draft.now };
      draft.execute({ app: 'set', values: { playback_terminators: terminators || 'none' } });
      const id = draft.execute({
        app: 'record',
        path: draft.context.absolute(path),
        maxMs,
        silenceMs,
        terminators,
      });
      run(draft, { id, kind: 'record', maxDigits: 0, interruptible: false, message }, maxMs + watchMs);
      break;
    }
    case 'listen':
      run(draft, listen(draft, effect), effect.maxMs + watchMs);
      break;
    case 'enqueue':
      draft.pass({ to: 'queue', effect });
      break;
    case 'transfer':
      draft.pass({ to: 'oneParty', effect });
      break;
    case 'request':
    case 'lookup':
      ask(draft, effect);
      break;
    case 'hangup':
      draft.pass({ to: 'hangUp', cause: effect.cause });
      break;
    case 'trace':
    case 'setData':
    case 'rate':
    case 'fault':
    case 'requestCallback':
      break;
  }
}

/** Tries wait a little longer than each may take; when nobody answers at all, the flow goes on without. */
function ask(draft: Draft, effect: Extract<FlowEffect, { do: 'request' } | { do: 'lookup' }>): void {
  const id = draft.nextId();
  const tries = effect.do === 'request' ? effect.retries + 1 : 1;
  draft.do({ do: 'ask', id, ask: effect });
  run(
    draft,
    { id, kind: 'ask', maxDigits: 0, interruptible: false },
    tries * (effect.timeoutMs + askSlackMs) + askSlackMs,
  );
}

/** An interruptible prompt is a collection of one key that waits for none afterwards. */
function play(draft: Draft, { prompts, interruptible }: Extract<FlowEffect, { do: 'play' }>): void {
  const { sources, speech } = draft.sound(prompts);
  const application: Application = interruptible
    ? { app: 'collect', sources, maxDigits: 1, timeoutMs: 1, interDigitMs: 1, terminators: '' }
    : { app: 'play', sources };
  run(draft, { id: draft.execute(application, false, speech), kind: 'play', maxDigits: 1, interruptible });
}

function run(draft: Draft, running: Running, watch = watchMs): void {
  draft.enter({ name: 'flow', running });
  draft.timer('watch', watch);
}

function keepKeys(draft: Draft, digits: string): void {
  const { call } = draft;
  const node = call.flow?.node ?? '';
  call.keys = [...call.keys, { at: draft.now, node, digits }].slice(-500);
  draft.set({ keys: call.keys });
  draft.note('keys', { node, digits });
}

function flowsOf(draft: Draft): Draft['context']['flows'] {
  return draft.call.surveyOff ? withoutSurvey(draft.context.flows) : draft.context.flows;
}
