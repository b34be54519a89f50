/** An agent sends the caller into a flow, as to prove who they are, and waits on the line (IVR3). */
import type { Draft } from './draft.js';
import { beginNamedFlow } from './flow-stage.js';
import type { Talk } from './model/stage.js';
import { agentLeft, endRecording, enterTalk } from './talking-stage.js';

export function beginVisit(draft: Draft, { entry, offer, since, recording }: Talk, flow: string): void {
  const { call } = draft;
  call.visit = { flow: call.flow, talk: { entry, offer, since, recording } };
  draft.note('flow.visited', { agent: offer.agent, flow });
  draft.timer('watch', null);
  draft.timer('music', null);
  beginNamedFlow(draft, flow);
}

/** The flow is over: back to who waits, or on in the flow that was left for it. */
export function endVisit(draft: Draft): void {
  const { call } = draft;
  const { visit } = call;
  if (!visit) return;
  call.visit = null;
  call.flow = visit.flow;
  draft.timer('watch', null);
  if (!visit.talk) {
    draft.enter({ name: 'flow', running: null });
    draft.pass({ to: 'served' });
    return;
  }
  draft.note('flow.returned', { agent: visit.talk.offer.agent });
  draft.do({ do: 'bridge', leg: visit.talk.offer.leg });
  enterTalk(draft, visit.talk);
}

/** The flow sends the caller to somebody else: who waited is let go. */
export function dropVisit(draft: Draft): void {
  const leg = draft.call.visit?.talk?.offer.leg;
  leaveVisit(draft, false);
  draft.call.visit = null;
  if (leg !== undefined) draft.do({ do: 'kill', leg, cause: 'NORMAL_CLEARING' });
}

/** The agent who waited is gone. */
export function leaveVisit(draft: Draft, hungUp: boolean): void {
  const { visit } = draft.call;
  if (!visit?.talk) return;
  agentLeft(draft, visit.talk, hungUp);
  endRecording(draft, visit.talk);
  draft.call.visit = { ...visit, talk: null };
}
