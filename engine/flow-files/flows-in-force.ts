import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { EngineControl } from '../control.js';
import type { FlowSet } from '../ivr/model.js';
import { flowsFor, type Arriving, type Releases } from './canary.js';
import type { LoadedFlows } from './load-flows.js';

export interface FlowsInForceOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** What there is when the engine begins. */
  readonly first: Releases;
  /** By version: those that remembered calls began with. */
  readonly earlier: ReadonlyMap<string, FlowSet> | undefined;
}

/** The flows of now, some of them on trial, and those that calls of before an engine's restart began with. */
export class FlowsInForce {
  readonly #options: FlowsInForceOptions;
  #releases: Releases;
  #loadedAt: number;

  constructor(options: FlowsInForceOptions) {
    this.#options = options;
    this.#releases = options.first;
    this.#loadedAt = options.clock.now();
  }

  get live(): LoadedFlows {
    return this.#releases.live;
  }

  get loadedAt(): number {
    return this.#loadedAt;
  }

  /** For calls that come from now on; those in progress keep theirs. */
  use(releases: Releases): void {
    this.#releases = releases;
    this.#loadedAt = this.#options.clock.now();
  }

  /** What a call that comes now gets. */
  for(call: Arriving): LoadedFlows {
    return flowsFor(this.#releases, call);
  }

  /** A call that goes on does so on the flows that it began with; were they lost, on those of now. */
  ofVersion(version: string): FlowSet {
    const { first, earlier, log } = this.#options;
    const known = first.live.version === version ? first.live.flows : earlier?.get(version);
    if (!known)
      log.warn({ version }, 'the flows of a call are not known any more; it goes on with those of now');
    return known ?? this.live.flows;
  }

  views(): ReturnType<EngineControl['flows']> {
    const { version, files } = this.live;
    return files.map(({ file, flow }) => ({ name: flow, version, file, loadedAt: this.#loadedAt }));
  }
}
