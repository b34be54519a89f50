/** Starts PostgreSQL, the switch and the engine in this order, keeps them alive, and stops them in the reverse one. */
import { join } from 'node:path';
import { sleep, type Clock } from '../kernel/clock.js';
import { isLaunchMessage, type Credential } from '../kernel/launch-message.js';
import { Scope } from '../kernel/scope.js';
import type { Settings } from '../kernel/settings-table.js';
import { checkFolder, checkPorts } from './checks.js';
import { Child, type ChildSpec } from './child.js';
import { lockFolder } from './folder-lock.js';
import { LogFile } from './log-file.js';
import { childEnvironment, makePlan, nodeProcess, portsOf, type Plan } from './plan.js';
import { openCluster } from './postgres/cluster.js';
import { createDatabase, databaseUrl, postgresProcess } from './postgres/server.js';
import { keptSecrets } from './secrets.js';
import type { Shown } from './welcome.js';

export interface LauncherDeps {
  readonly settings: Settings;
  readonly root: string;
  readonly demo: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly say: (line: string) => void;
}

/** How long the engine and the switch of a killed launcher may take to end. */
const leftBehindPatienceMs = 12_000;

export class Launcher {
  readonly #deps: LauncherDeps;
  readonly #scope = new Scope();
  readonly #children = new Map<string, Child>();
  #administrator: Credential | undefined;
  #demo: readonly Credential[] = [];

  constructor(deps: LauncherDeps) {
    this.#deps = deps;
  }

  /** Passwords that the engine made during this start. */
  get shown(): Shown {
    return { administrator: this.#administrator, demo: this.#demo };
  }

  child(name: 'database' | 'switch' | 'engine'): Child | undefined {
    return this.#children.get(name);
  }

  /**
   * Resolves when everything serves. After a failure `stop` still has to be called.
   * @throws YihaoError with what is wrong and what to do.
   */
  async start(): Promise<Plan> {
    const { settings, root, demo } = this.#deps;
    const plan = await makePlan(settings, root, demo);
    await checkFolder(plan.data);
    const lock = await lockFolder(plan.data);
    this.#scope.own(() => lock.release());
    const database = await this.#prepareDatabase(plan);
    await this.#waitForPorts(plan, lock.leftBehind ? leftBehindPatienceMs : 0);

    const secrets = await keptSecrets(plan.data);
    const env = {
      ...definedOnly(this.#deps.env),
      ...childEnvironment(plan, settings, secrets),
    };
    const url = database === undefined ? settings.databaseUrl : await database();
    if (plan.embeddedSwitch) {
      await this.#run(plan, nodeProcess(plan, 'switch', 'media/main.js', env));
    }
    await this.#run(plan, nodeProcess(plan, 'engine', 'engine/main.js', { ...env, DATABASE_URL: url }));
    return plan;
  }

  /** Whether `stop` was called. */
  get stopping(): boolean {
    return this.#scope.closed;
  }

  /** Stops what runs, last started first. */
  stop(): Promise<void> {
    return this.#scope.close();
  }

  /** Ends everything at once. */
  kill(): void {
    for (const [name, child] of this.#children) child.kill(name === 'database' ? 'SIGQUIT' : 'SIGKILL');
  }

  /** @throws YihaoError 'port.busy' after `patienceMs`. */
  async #waitForPorts(plan: Plan, patienceMs: number): Promise<void> {
    const { clock } = this.#deps;
    const end = clock.monotonic() + patienceMs;
    for (;;) {
      try {
        await checkPorts(portsOf(plan));
        return;
      } catch (error) {
        if (clock.monotonic() >= end) throw error;
        await sleep(clock, 200);
      }
    }
  }

  /** @returns how to start our own PostgreSQL; undefined where an outside one is used. */
  async #prepareDatabase(plan: Plan): Promise<(() => Promise<string>) | undefined> {
    const port = plan.databasePort;
    if (port === undefined) return undefined;
    const cluster = await openCluster(plan.data);
    const spec = postgresProcess(cluster, port, this.#deps.clock);
    await spec.prepare?.();
    return async () => {
      await this.#run(plan, spec);
      await createDatabase(cluster, port);
      return databaseUrl(cluster, port);
    };
  }

  async #run(plan: Plan, spec: ChildSpec): Promise<void> {
    const child = new Child(spec, this.#deps.clock);
    const log = new LogFile(join(plan.data, 'logs', `${spec.name}.log`));
    this.#children.set(spec.name, child);
    this.#scope.own(() => log.close());
    this.#scope.own(() => child.stop());
    child.events.on((event) => {
      switch (event.type) {
        case 'child.said':
          log.write(event.line);
          break;
        case 'child.reported':
          this.#reported(event.message);
          break;
        case 'child.exited':
          if (event.restartMs === undefined) break;
          this.#deps.say(`the ${spec.name} ended (${event.how}); starting it again`);
          break;
        case 'child.ready':
          if (child.restarts > 0) this.#deps.say(`the ${spec.name} is back`);
          break;
      }
    });
    await child.start();
  }

  #reported(message: unknown): void {
    if (!isLaunchMessage(message) || message.kind !== 'credentials') return;
    if (message.of === 'demo') this.#demo = message.list;
    else this.#administrator = message.list[0];
  }
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) defined[name] = value;
  return defined;
}
