/** A call as desks see it. */
import type { ConversationView, PartyView } from '../desk.js';
import type { CallState } from './model/call-state.js';
import type { Offer } from './model/offer.js';
import type { Stage } from './model/stage.js';

/** @param nameOf the name of an agent; undefined for everybody else. */
export function viewConversation(
  call: CallState,
  now: number,
  nameOf: (agent: string) => string | undefined,
): ConversationView {
  const { id, direction, startedAt, caller, called, queue, data, keys, watchers } = call;
  const agent = agentOf(call);
  const supervisor = watchers.find(({ answered }) => answered);
  const result = call.stage.name === 'held' ? call.stage.result : call.result;
  return {
    ...{ id, direction, state: stateOf(call), since: sinceOf(call, now), startedAt },
    ...(agent === undefined ? {} : { agent }),
    ...{ caller, callerName: nameOf(caller) ?? call.callerName, called },
    ...(data['level'] === undefined ? {} : { callerLevel: data['level'] }),
    ...(queue === undefined ? {} : { queue }),
    keys: keys.map(({ node, digits }) => ({ node, digits })),
    data,
    parties: partiesOf(call, now, nameOf),
    ...(supervisor ? { supervision: { supervisor: supervisor.supervisor, mode: supervisor.mode } } : {}),
    ...(result === undefined ? {} : { result }),
  };
}

/** Whose desks show the call: who serves it, is consulted, or has its main leg. */
export function agentsOf(call: CallState): readonly string[] {
  const { stage, visit, mainAgent } = call;
  const offers = [
    servingOf(stage) ?? null,
    'consulted' in stage ? stage.consulted : null,
    visit?.talk?.offer ?? null,
  ];
  const agents = offers.flatMap((offer) => (offer && !offer.outside ? [offer.agent] : []));
  return mainAgent === undefined ? agents : [...agents, mainAgent];
}

/** Who serves it at this stage, or is rung for it; one who is leaving does not any more. */
function servingOf(stage: Stage): Offer | undefined {
  if (!('offer' in stage) || (stage.name === 'talking' && stage.agentGone)) return undefined;
  return stage.offer ?? undefined;
}

function agentOf({ stage, visit }: CallState): string | undefined {
  const serving = servingOf(stage);
  if ('offer' in stage) return serving?.outside ? undefined : serving?.agent;
  return visit?.talk?.offer.agent;
}

function stateOf({ stage }: CallState): ConversationView['state'] {
  switch (stage.name) {
    case 'flow':
      return 'inFlow';
    case 'waiting':
      return stage.offer ? 'ringing' : 'inFlow';
    // The phone was answered, but nobody hears the other yet.
    case 'announcing':
    case 'bridging':
      return 'ringing';
    case 'talking':
      return 'talking';
    case 'held':
      return stage.visit === undefined ? 'held' : 'inFlow';
    case 'consulting':
    case 'conference':
    case 'dialling':
      return stage.name;
    case 'ending':
    case 'over':
      return 'ended';
  }
}

function sinceOf({ stage, startedAt }: CallState, now: number): number {
  if ('since' in stage) return stage.since;
  if ('offer' in stage && stage.offer) return stage.offer.at;
  return 'entry' in stage ? stage.entry.joinedAt : stage.name === 'over' ? now : startedAt;
}

function partiesOf(
  call: CallState,
  now: number,
  nameOf: (agent: string) => string | undefined,
): readonly PartyView[] {
  const { stage, visit, direction, leg, caller, called, callerName, mainAgent, watchers } = call;
  const since = sinceOf(call, now);
  const main = direction === 'inbound' ? caller : (mainAgent ?? called);
  const name = nameOf(main) ?? (direction === 'inbound' ? callerName : '');
  const party = (offer: Offer, role: PartyView['role'], state: PartyView['state']): PartyView => ({
    ...{ leg: offer.leg, role, party: offer.agent, name: nameOf(offer.agent) ?? '', state, since },
  });
  const parties: PartyView[] = [{ leg, role: 'caller', party: main, name, state: mainState(stage), since }];
  const serving = servingOf(stage);
  if (serving) parties.push(party(serving, 'agent', agentState(stage)));
  else if (visit?.talk) parties.push(party(visit.talk.offer, 'agent', 'held'));
  if ('consulted' in stage) parties.push(party(stage.consulted, 'consulted', consultedState(stage)));
  for (const { leg: own, supervisor, answered, mode } of watchers) {
    const state = answered ? 'talking' : 'ringing';
    parties.push({ leg: own, role: 'supervisor', party: supervisor, name: supervisor, state, since, mode });
  }
  return parties;
}

function mainState(stage: Stage): PartyView['state'] {
  switch (stage.name) {
    case 'talking':
    case 'conference':
      return 'talking';
    case 'held':
      return stage.visit === undefined ? 'held' : 'inFlow';
    case 'consulting':
      return stage.side === 'caller' ? 'talking' : 'held';
    case 'dialling':
      return 'ringing';
    case 'flow':
    case 'waiting':
    case 'announcing':
    case 'bridging':
    case 'ending':
    case 'over':
      return 'inFlow';
  }
}

function agentState(stage: Stage): PartyView['state'] {
  if (stage.name === 'waiting' || (stage.name === 'dialling' && !stage.ownAnswered)) return 'ringing';
  return 'talking';
}

function consultedState(stage: Extract<Stage, { name: 'consulting' | 'conference' }>): PartyView['state'] {
  if (stage.name === 'conference') return 'talking';
  return stage.side === 'ringing' ? 'ringing' : stage.side === 'caller' ? 'held' : 'talking';
}
