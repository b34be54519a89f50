import { YihaoError } from '../../../kernel/errors.js';
import { Signal } from '../../../kernel/signal.js';
import type { ConversationView, DeskEvent } from '../../desk.js';
import type {
  AgentView,
  EngineControl,
  EngineEvent,
  LiveCallView,
  QueueView,
  SwitchView,
} from '../../control.js';

export interface FakeEngine extends EngineControl {
  readonly events: Signal<EngineEvent>;
  readonly deskEvents: Signal<DeskEvent>;
  /** What was asked of it, as `NAME ARGUMENTS`. */
  readonly asked: string[];
}

const noTask = (): never => {
  throw new YihaoError('not.found', { what: 'task', id: '' });
};

/** An engine without calls, for tests of the HTTP interface. */
export function fakeEngine(of: {
  readonly agents?: readonly AgentView[];
  readonly queues?: readonly QueueView[];
  readonly calls?: readonly LiveCallView[];
  readonly conversations?: readonly ConversationView[];
  readonly switches?: readonly SwitchView[];
}): FakeEngine {
  const asked: string[] = [];
  return {
    events: new Signal<EngineEvent>(),
    deskEvents: new Signal<DeskEvent>(),
    conversations: () => of.conversations ?? [],
    control(agent, command) {
      asked.push(`control ${agent} ${command.do}`);
      return Promise.resolve();
    },
    supervise(by, command) {
      asked.push(`supervise ${by.name} ${by.phone ?? ''} ${command.do}`);
      return Promise.resolve();
    },
    phoneHealth(agent, health) {
      asked.push(`phoneHealth ${agent} ${health.ok ? 'ok' : health.problem}`);
    },
    dropBrowserPhones(address) {
      asked.push(`dropBrowserPhones ${address}`);
    },
    sendMessage(from, to, text) {
      asked.push(`message ${from} ${to} ${text}`);
    },
    askForHelp(agent, text) {
      asked.push(`help ${agent} ${text}`);
    },
    trunks: () => Promise.resolve(new Map()),
    rescanTrunk(trunk) {
      asked.push(`rescanTrunk ${trunk}`);
    },
    asked,
    agents: () => of.agents ?? [],
    queues: () => of.queues ?? [],
    calls: () => of.calls ?? [],
    switches: () => of.switches ?? [],
    flows: () => [{ name: 'demo-12345', version: 'v1', file: 'demo-12345.yaml', loadedAt: 0 }],
    setAgent(id, wish, by) {
      asked.push(`setAgent ${id} ${wish.want} ${by}`);
      const agent = of.agents?.find((one) => one.id === id);
      if (!agent) throw new YihaoError('not.found', { what: 'agent', id });
      return agent;
    },
    routing: {
      try() {
        throw new YihaoError('internal');
      },
      waitFigures: () => [],
      keptPlaces: () => [],
    },
    tasks: {
      list: () => [],
      find: () => undefined,
      ofRequest: () => undefined,
      create() {
        throw new YihaoError('internal');
      },
      ...{ callBack: noTask, accept: noTask, reject: noTask, done: noTask },
      ...{ cancel: noTask, arrange: noTask, requestDone: () => undefined },
    },
    hangUp(call, by) {
      asked.push(`hangUp ${call} ${by}`);
    },
    configure(configuration) {
      asked.push(`configure ${configuration.agents.length} agents`);
    },
    counters: () => ({ calls_accepted_total: 3 }),
  };
}
