/** Caller, agent and consulted party talk together. */
import type { Draft } from './draft.js';
import type { StageInput } from './model/input.js';
import type { Stage } from './model/stage.js';
import { free } from './ring.js';
import { enterTalk, leaveTalk, takeTalk } from './talking-stage.js';

type Consulting = Extract<Stage, { name: 'consulting' }>;
type Conference = Extract<Stage, { name: 'conference' }>;

/** The legs come out of their bridges in a fraction of this. */
const joinWatchMs = 2_000;

export function beginConference(draft: Draft, stage: Consulting): void {
  const { entry, offer, since, recording, consulted, side, parked } = stage;
  const { leg } = draft.call;
  if (side === 'ringing') return;
  draft.note('conference.started', { agent: offer.agent, party: consulted.agent });
  draft.timer('music', null);
  // Whoever is bridged with the agent parks too; the third one is parked and hears music.
  draft.do({ do: 'park', leg: offer.leg });
  const [bridged, aside] = side === 'caller' ? [leg, consulted.leg] : [consulted.leg, leg];
  const isParked = side === 'caller' || parked;
  if (isParked) {
    draft.do({ do: 'interrupt', leg: aside });
    join(draft, aside);
  }
  const joining = [offer.leg, bridged, ...(isParked ? [] : [aside])];
  const conference: Conference = {
    ...{ name: 'conference', entry, offer, since, recording, consulted, joining },
  };
  draft.enter(conference);
  awaitJoining(draft, conference);
}

/** Legs whose word does not come are sent into it all the same. */
export function awaitJoining(draft: Draft, { joining }: Conference): void {
  if (joining.length > 0) draft.timer('watch', joinWatchMs);
}

export function stepConference(draft: Draft, stage: Conference, input: StageInput): void {
  const { consulted, offer } = stage;
  if (input.kind === 'parked') joinOne(draft, stage, draft.call.leg);
  else if (input.kind === 'agentAnswered') joinOne(draft, stage, input.leg);
  else if (input.kind === 'timer' && input.name === 'watch') {
    for (const leg of stage.joining) join(draft, leg);
    draft.enter({ ...stage, joining: [] });
  } else if (input.kind === 'agentGone' && input.leg === offer.leg)
    agentGone(draft, stage, input.end?.hungUpBy === 'remote');
  else if (input.kind === 'agentGone' && input.leg === consulted.leg) consultedGone(draft, stage);
  else if (input.kind === 'executeRefused') draft.note('command.refused', { why: input.why });
}

/** The agent leaves the other two alone. */
export function leaveConference(draft: Draft, stage: Conference): void {
  agentGone(draft, stage, true);
  draft.do({ do: 'kill', leg: stage.offer.leg, cause: 'NORMAL_CLEARING' });
}

/** The consulted party is let go. */
export function dismiss(draft: Draft, stage: Conference): void {
  draft.do({ do: 'kill', leg: stage.consulted.leg, cause: 'NORMAL_CLEARING' });
  consultedGone(draft, stage);
}

function joinOne(draft: Draft, stage: Conference, leg: string): void {
  if (!stage.joining.includes(leg)) return;
  join(draft, leg);
  const joining = stage.joining.filter((one) => one !== leg);
  if (joining.length === 0) draft.timer('watch', null);
  draft.enter({ ...stage, joining });
}

function join(draft: Draft, leg: string): void {
  draft.executeOn(leg, { app: 'conference', name: draft.call.id });
}

function agentGone(draft: Draft, stage: Conference, hungUp: boolean): void {
  draft.note('conference.left', { party: stage.offer.agent });
  leaveTalk(draft, stage, hungUp);
  takeTalk(draft, stage, stage.consulted);
}

function consultedGone(draft: Draft, stage: Conference): void {
  draft.note('conference.left', { party: stage.consulted.agent });
  free(draft, stage.consulted);
  draft.timer('watch', null);
  draft.do({ do: 'bridge', leg: stage.offer.leg });
  enterTalk(draft, stage);
}
