import { join } from 'node:path';
import { FakeClock } from '../../../kernel/fake-clock.js';
import { silentLogger } from '../../../kernel/log.js';
import { ok, refuse } from '../../../kernel/result.js';
import { systemRandom, type Random } from '../../../kernel/random.js';
import { Engine } from '../../engine.js';
import type { LoadedFlows } from '../../flow-files/load-flows.js';
import { TestCalls } from '../../flow-files/test-calls.js';
import type { FlowSet } from '../../ivr/model.js';
import { noTables, type FlowTables } from '../../ivr/tables.js';
import type { FlowServices } from '../flow-services.js';
import type { Flow } from '../../ivr/flow.js';
import type { AgentConfig, Configuration, QueueConfig } from '../../store/configuration.js';
import { FactLedger } from './fact-ledger.js';
import { ModelSwitch } from './model-switch.js';

/** A menu (1: the queue, 2: a message), the queue, a survey. */
export const hotline: Flow = {
  flow: 'hotline',
  language: 'zh-CN',
  start: 'menu',
  nodes: {
    menu: { kind: 'menu', prompts: ['main-menu'], keys: { 1: 'person', 2: 'message' } },
    person: {
      kind: 'queue',
      queue: 'general',
      maxWaitMs: 60_000,
      served: 'survey',
      timedOut: 'message',
      full: 'message',
      nobody: 'message',
      failed: 'message',
    },
    message: { kind: 'voicemail', mailbox: 'general', next: 'end' },
    survey: {
      kind: 'survey',
      questions: [{ id: 'satisfaction', prompts: ['survey'], keys: { 1: 3, 2: 2, 3: 1 } }],
      next: 'end',
    },
  },
};

export const general: QueueConfig = {
  id: 'general',
  name: 'General',
  priority: 0,
  capacity: 3,
  skills: [],
  ringSeconds: 20,
  surveyOn: true,
  recordOn: true,
  announceAgentOn: true,
};

export const agentOf = (id: string): AgentConfig => ({
  id,
  name: `Agent ${id}`,
  skills: [],
  queues: ['general'],
  wrapUpSeconds: 5,
});

export const configuration: Configuration = {
  skills: [],
  agents: [agentOf('1001'), agentOf('1002')],
  queues: [general],
  trunks: [],
  forbidden: [],
  deskSettings: {},
  numbers: [{ number: '12345', name: 'Hotline', flow: 'hotline', language: 'zh-CN' }],
};

/** One flow as a folder of its own. */
export const loaded = (flow: Flow, version: string): LoadedFlows => ({
  flows: new Map([[flow.flow, flow]]),
  version,
  files: [],
});

/** An engine over the model switch, on a clock that the test moves. */
export class Hall {
  readonly clock = new FakeClock();
  readonly facts = new FactLedger();
  readonly switch = new ModelSwitch(this.clock);
  readonly testCalls = new TestCalls(this.clock, systemRandom);
  engine: Engine;
  /** What was spoken; a text with "silence" in it cannot be. */
  readonly spoken: string[] = [];
  readonly #configuration: Configuration;
  /** What the next engine begins with; of calls of before, by version. */
  flows: LoadedFlows;
  /** Whom flows ask, and what they look up. */
  services: FlowServices | undefined;
  tables: FlowTables = noTables;
  earlierFlows: ReadonlyMap<string, FlowSet> = new Map();
  #ids = 0;

  constructor(given: Configuration = configuration, flow: Flow = hotline) {
    this.#configuration = given;
    this.flows = loaded(flow, 'v1');
    this.engine = this.#start();
  }

  /** Hands over what the switch has to say, and lets promises settle, until nothing moves. */
  async settle(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      this.switch.deliver();
      await this.breathe();
    }
  }

  /** Lets promises settle without the switch saying anything. */
  async breathe(): Promise<void> {
    for (let n = 0; n < 8; n++) await Promise.resolve();
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  ready(agent: string): void {
    this.engine.setAgent(agent, { want: 'signIn' }, agent);
    this.engine.setAgent(agent, { want: 'ready' }, agent);
  }

  /** The engine dies without a word and another takes its place. */
  async restart(): Promise<void> {
    this.switch.close();
    await this.engine.close();
    this.engine = this.#start();
    await this.settle();
  }

  /** The phone that rings at present. */
  ringing(): string | undefined {
    return this.switch.legs.find(({ direction, answered }) => direction === 'outbound' && !answered)?.uuid;
  }

  async close(): Promise<void> {
    await this.engine.close();
  }

  #start(): Engine {
    const random: Random = { uuid: () => `id-${++this.#ids}`, hex: (n) => 'a'.repeat(n * 2), below: () => 0 };
    const engine = new Engine(
      {
        clock: this.clock,
        random,
        log: silentLogger,
        facts: this.facts,
        switches: [],
        sipDomain: 'yihao',
        trunks: ['first', 'second'],
        configuration: this.#configuration,
        flows: this.flows,
        earlierFlows: this.earlierFlows,
        speech: {
          pathFor: (text) => `/speech/${text.length}.wav`,
          speak: (text) => {
            if (text.includes('silence')) return Promise.resolve(refuse('no voice'));
            this.spoken.push(text);
            return Promise.resolve(ok(text));
          },
        },
        dataFolder: '/data',
        promptFolder: join(process.cwd(), 'ivr-flows', 'prompts'),
        holdMusic: '/music.wav',
        tables: () => this.tables,
        testCalls: this.testCalls,
        services: {
          request: (...given) => this.services?.request(...given) ?? Promise.reject(new Error('nobody')),
          lookup: (...given) => this.services?.lookup(...given) ?? Promise.reject(new Error('nobody')),
          ears: {
            recognise: (...given) =>
              this.services?.ears?.recognise(...given) ?? Promise.reject(new Error('nobody')),
            isSilent: (file) => this.services?.ears?.isSilent(file) ?? Promise.resolve(false),
            drop: (file) => this.services?.ears?.drop(file),
          },
        },
        remembered: { live: new Map(this.facts.live), memos: new Map(this.facts.memos) },
      },
      { switches: this.switch, makeFolder: () => Promise.resolve() },
    );
    engine.open();
    return engine;
  }
}
