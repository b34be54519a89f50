import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import type { Listenable } from '../../kernel/signal.js';
import type { EngineControl, EngineEvent } from '../control.js';
import type { Figures } from '../figures.js';
import type { FlowReleases } from '../flow-files/flow-releases.js';
import type { TestCalls } from '../flow-files/test-calls.js';
import type { ServiceView } from '../desk.js';
import type { PromptLibrary } from '../prompt/prompt-library.js';
import type { PromptSounds } from '../prompt/prompt-sounds.js';
import type { CurrentConfiguration } from '../store/current-configuration.js';
import type { CurrentTables } from '../store/current-tables.js';
import type { DatabaseLink } from '../store/database-link.js';
import type { Trials } from '../trial/trials.js';

/** One fault of a flow file. */
export interface FlowFault {
  /** 1-based; 0 where it concerns the whole file. */
  readonly line: number;
  readonly path: string;
  readonly reason: string;
}

/** The flow files, as operators deal with them. */
export interface FlowFiles {
  /** @returns what is wrong with `text` as the content of the flow file `file`; nothing when it may go live. */
  check(file: string, text: string): Promise<readonly FlowFault[]>;
  /** Reads all files again; a wrong one leaves the old version in force. */
  reload(): Promise<void>;
}

/** What the HTTP interface is made from. */
export interface ApiDeps {
  readonly engine: EngineControl;
  /** The engine's, and those about flow files that were refused. */
  readonly events: Listenable<EngineEvent>;
  readonly flows: FlowFiles;
  readonly releases: FlowReleases;
  readonly testCalls: TestCalls;
  /** Working hours, lists and regions of now. */
  readonly tables: CurrentTables;
  readonly prompts: PromptLibrary;
  readonly sounds: PromptSounds;
  /** Systems that flows ask. */
  readonly flowServices: () => readonly ServiceView[];
  readonly link: DatabaseLink;
  /** Changes tried on recorded days. */
  readonly trials: Trials;
  readonly current: CurrentConfiguration;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Realm of phones' passwords. */
  readonly sipDomain: string;
  /** What a switch shows to be let at the directory. */
  readonly switchSecret: string;
  /** Where the SIP of browsers is handed on to. */
  readonly sipSocketUrl: string;
  /** Holds the recordings. */
  readonly dataFolder: string;
  /** What Vite built of softphone/. */
  readonly softphoneFolder: string;
  /** Origins of other systems whose pages carry the softphone bar. */
  readonly embedOrigins: readonly string[];
  /** Anyone may call the hotline from a browser. */
  readonly callerPage: boolean;
  /** Further counters and gauges for /metrics. */
  figures(): Figures;
}
