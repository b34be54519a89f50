/** What the engine is handed by its process, or by a test. */
import type { Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/log.js';
import type { Random } from '../kernel/random.js';
import type { FlowServices } from './call/flow-services.js';
import type { Canary } from './flow-files/canary.js';
import type { LoadedFlows } from './flow-files/load-flows.js';
import type { TestCalls } from './flow-files/test-calls.js';
import type { Language } from './ivr/flow.js';
import type { FlowSet } from './ivr/model.js';
import type { FlowTables } from './ivr/tables.js';
import type { CallerHistory } from './list/caller-history.js';
import type { Synthesiser } from './speech/synthesiser.js';
import type { Configuration } from './store/configuration.js';
import type { FactSink } from './store/facts.js';
import type { NodeAddress } from './switch/node.js';
import type { Switches } from './switch/switch.js';

export interface EngineOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly facts: FactSink;
  /** Event Sockets of the switches. */
  readonly switches: readonly NodeAddress[];
  readonly sipDomain: string;
  /** Trunks for calls out that the switch was configured with, by name; tried after those of the configuration. */
  readonly trunks: readonly string[];
  /** Without it no text is spoken. */
  readonly speech?: Synthesiser;
  /** Without them a flow gets no answer from other systems and knows nothing of its caller. */
  readonly services?: FlowServices;
  /** Working hours, lists and regions of now. */
  readonly tables?: () => FlowTables;
  readonly configuration: Configuration;
  /** What is known of earlier calls; absent: nothing. */
  readonly history?: CallerHistory;
  readonly flows: LoadedFlows;
  readonly canaries?: readonly Canary[];
  /** Numbers that lead into drafts. */
  readonly testCalls?: TestCalls;
  /** By version: those that remembered calls began with. */
  readonly earlierFlows?: ReadonlyMap<string, FlowSet>;
  /** Absolute. */
  readonly dataFolder: string;
  /** Holds LANGUAGE/NAME.wav and music/NAME.wav; absolute. */
  readonly promptFolder: string;
  /** The file of a prompt that operators keep, which comes before that of the folder. */
  readonly keptPrompt?: (language: Language, id: string) => string | undefined;
  /** Played to who waits, unless the flow names another: an absolute path of a WAV, or `local_stream://NAME`. */
  readonly holdMusic: string;
  /** Left by an engine before this one: snapshots of its calls and its memos, by id. */
  readonly remembered: {
    readonly live: ReadonlyMap<string, string>;
    readonly memos: ReadonlyMap<string, string>;
  };
}

/** What the engine opens by itself, unless a test brings its own. */
export interface Outside {
  readonly switches: Switches;
  readonly makeFolder: (path: string) => Promise<unknown>;
}
