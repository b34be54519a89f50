/**
 * Which version of each flow calls get: the files of the folder, and over them what was published to the database.
 * A file that changes becomes a version as well and goes live at once, as it always did.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import type { Logger } from '../../kernel/log.js';
import type { Kept } from '../ivr/check.js';
import type { FileError } from '../ivr/located-yaml.js';
import type { Database } from '../store/database.js';
import type { CanaryRule, FlowRelease, FlowVersion } from '../store/flow-rows.js';
import type { Canary, Releases } from './canary.js';
import type { FlowArchive } from './flow-archive.js';
import type { FlowFolder } from './flow-folder.js';
import { FlowJudge, refuseWrong, type Judgement } from './judge.js';
import type { LoadedFlows } from './load-flows.js';
import { releaseOf, standing, type Standing } from './standing.js';

/** Loaded when it is needed: the database's libraries are no business of an engine that takes up calls. */
const rows = () => import('../store/flow-rows.js');

export interface FlowReleasesOptions {
  readonly folder: FlowFolder;
  readonly archive: FlowArchive;
  readonly clock: Clock;
  readonly log: Logger;
  /** @throws YihaoError 'database.failed' while there is none. */
  readonly database: () => Database;
  /** What operators keep and flows name. */
  readonly kept: () => Kept;
  /** Where what is in force is kept for the next start. */
  readonly file: string;
  /** Hands the flows to calls. */
  readonly apply: (releases: Releases) => void;
}

export interface Publication {
  readonly flow: string;
  readonly text: string;
  /** Left out: those of the live version. */
  readonly cases?: string;
  readonly author: string;
  readonly reason: string;
  /** The version that was changed; another one since then is a conflict. 0: the flow is new. */
  readonly basedOn: number;
  /** The version on trial that this one takes the place of, where it is not based on that. */
  readonly endsTrial?: number;
  /** On trial first. */
  readonly canary?: Omit<CanaryRule, 'version'>;
}

interface Entry {
  readonly release: FlowRelease;
  readonly live: FlowVersion;
  readonly canary: FlowVersion | undefined;
}

/** What stands on the disk for a start without the database. */
interface KeptReleases {
  readonly folder: string;
  readonly live: readonly (readonly [file: string, text: string])[];
}

export class FlowReleases {
  readonly #options: FlowReleasesOptions;
  readonly #judge = new FlowJudge();
  readonly #entries = new Map<string, Entry>();
  #current: Releases;
  #adopted = false;
  /** Texts of the folder's files as they were seen last, by flow. */
  #seen: ReadonlyMap<string, string> = new Map();
  /** Files of the folder that did not fit with what was published. */
  #refused: ReadonlySet<string> = new Set();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: FlowReleasesOptions) {
    this.#options = options;
    this.#current = { live: options.folder.current, canaries: [] };
  }

  get current(): Releases {
    return this.#current;
  }

  /** The versions of each flow, as far as the database was asked. */
  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  /** Begins with what was in force before, unless the files have changed since. */
  async restore(): Promise<void> {
    const { folder, file } = this.#options;
    this.#current = { live: folder.current, canaries: [] };
    this.#seen = textsByFlow(folder.current);
    try {
      const kept = JSON.parse(await readFile(file, 'utf8')) as KeptReleases;
      if (kept.folder !== folder.current.version) return;
      const live = this.#judge.compose(new Map(kept.live));
      if ('flows' in live) this.#current = { live, canaries: [] };
    } catch {
      // The first start, or a damaged file: the folder says it all.
    }
  }

  /** Takes what the database has, and gives it what the folder has that it has not. */
  adopt(): Promise<void> {
    return this.#inTurn(async () => {
      const { main } = this.#options.database();
      this.#entries.clear();
      for (const release of await (await rows()).listReleases(main)) await this.#remember(release);
      this.#adopted = true;
      await this.#takeFolder();
      await this.#applyAll();
    });
  }

  /** After a change in the folder. */
  folderChanged(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#adopted) await this.#takeFolder();
      await this.#applyAll();
    });
  }

  /**
   * What would come of the text as this flow, for the cases of flows that lead to it too; nothing is changed.
   * @param cases left out: those of the live version.
   */
  check(flow: string, text: string, cases = this.#casesOf(flow)): Promise<Judgement> {
    return this.#judged(
      flow,
      text,
      cases,
      new Map([...this.#entries].map(([id, { live }]) => [id, live.cases])),
    );
  }

  /** The flows with the text as this one; no case is run. */
  compose(flow: string, text: string): Promise<Judgement> {
    return this.#judged(flow, text, '', new Map());
  }

  async #judged(
    flow: string,
    text: string,
    cases: string,
    casesOf: ReadonlyMap<string, string>,
  ): Promise<Judgement> {
    const around = { ...(await this.#options.folder.surroundings()), kept: this.#options.kept() };
    const file = this.fileOf(flow);
    const judged = this.#judge.judge(this.#liveTexts(), file, text, cases, around, casesOf);
    const id = judged.loaded?.files.find((one) => one.file === file)?.flow;
    if (id === undefined || id === flow) return judged;
    const error = {
      file,
      line: 1,
      column: 1,
      path: 'flow',
      reason: `must be ${flow}, which it is published as`,
    };
    return { errors: [error], warnings: judged.warnings, cases: judged.cases };
  }

  fileOf(flow: string): string {
    const inFolder = this.#options.folder.current.files.find((one) => one.flow === flow);
    return this.#entries.get(flow)?.release.file ?? inFolder?.file ?? `${flow}.yaml`;
  }

  /**
   * Puts a text into force, for all calls that come from now on or on trial. What is on trial of other flows must
   * still fit with it.
   * @throws YihaoError 'flow.invalid', 'flow.case', 'conflict', 'database.failed'.
   */
  publish(publication: Publication): Promise<FlowVersion> {
    return this.#inTurn(async () => {
      const { flow, text, author, reason, canary } = publication;
      const cases = publication.cases ?? this.#casesOf(flow);
      const before = this.#entries.get(flow)?.release;
      this.#mustBeLatest(publication);
      refuseWrong(await this.check(flow, text, cases));
      const { main } = this.#options.database();
      const file = this.fileOf(flow);
      const published = { flow, file, version: 0, ...(canary && { canary }) };
      this.#mustFit([standing(this.#entries.get(flow), releaseOf(before, published), text)]);
      const added = await (
        await rows()
      ).addVersion(main, { flow, file, text, cases, author, reason, source: 'published' }, (version) =>
        releaseOf(before, { flow, file, version, ...(canary && { canary }) }),
      );
      await this.#remember(added.release, added.version);
      await this.#applyAll();
      return added.version;
    });
  }

  /** The version on trial becomes that of all calls. @throws YihaoError 'not.found', 'flow.invalid', 'database.failed'. */
  promote(flow: string, by: string): Promise<FlowRelease> {
    return this.#change(flow, by, (release) => {
      if (!release.canary) throw new YihaoError('not.found', { what: 'version on trial of flow', id: flow });
      return { ...release, live: release.canary.version, previous: release.live, canary: null };
    });
  }

  /** Other calls, or fewer or more of them, get the version on trial. @throws YihaoError 'not.found'. */
  retry(flow: string, by: string, rule: Omit<CanaryRule, 'version'>): Promise<FlowRelease> {
    return this.#change(flow, by, (release) => {
      if (!release.canary) throw new YihaoError('not.found', { what: 'version on trial of flow', id: flow });
      return { ...release, canary: { ...release.canary, ...rule } };
    });
  }

  /**
   * One step back: a version on trial is taken back; without one the version before is live again.
   * @param to this version instead.
   * @throws YihaoError 'not.found', 'conflict', 'flow.invalid' where the flows would not fit together,
   *   'database.failed'.
   */
  rollBack(flow: string, by: string, to?: number): Promise<FlowRelease> {
    return this.#change(flow, by, (release) => {
      if (to === undefined && release.canary) return { ...release, canary: null };
      const live = to ?? release.previous;
      if (live === null) {
        const reason = 'has no version before this one';
        throw new YihaoError('conflict', { what: 'flow', id: flow, reason });
      }
      return { ...release, live, previous: release.live, canary: null };
    });
  }

  #change(flow: string, by: string, change: (release: FlowRelease) => FlowRelease): Promise<FlowRelease> {
    return this.#inTurn(async () => {
      const entry = this.#entries.get(flow);
      if (!entry) throw new YihaoError('not.found', { what: 'flow', id: flow });
      const after = change(entry.release);
      const next = await this.#entryOf(after);
      if (!next) throw new YihaoError('not.found', { what: `version of flow ${flow}`, id: after.live });
      this.#mustFit([next]);
      await (await rows()).saveRelease(this.#options.database().main, after, by);
      this.#entries.set(flow, next);
      await this.#applyAll();
      return after;
    });
  }

  #casesOf(flow: string): string {
    return this.#entries.get(flow)?.live.cases ?? '';
  }

  #mustBeLatest({ flow, basedOn, endsTrial }: Publication): void {
    const release = this.#entries.get(flow)?.release;
    const { live = 0, canary } = release ?? {};
    const latest = canary?.version ?? live;
    if (basedOn === latest || (basedOn === live && endsTrial === latest)) return;
    const reason =
      basedOn === live
        ? `has changed meanwhile: version ${latest} is on trial, and yours is of version ${basedOn}; compare the two, or end that trial with yours`
        : `was published meanwhile: version ${latest}, and yours is of version ${basedOn}; compare the two`;
    throw new YihaoError('conflict', { what: 'flow', id: flow, reason });
  }

  /** @throws YihaoError 'flow.invalid' where the flows would not fit together, with what is on trial too. */
  #mustFit(changed: readonly Standing[]): void {
    const wrong = this.#misfit(changed);
    if (wrong) throw new YihaoError('flow.invalid', { ...wrong });
  }

  #misfit(changed: readonly Standing[]): FileError | undefined {
    const all = new Map<string, Standing>(this.#entries);
    for (const one of changed) all.set(one.release.flow, one);
    const texts = this.#liveTexts(all);
    const live = this.#judge.compose(texts);
    if ('errors' in live) return live.errors[0];
    for (const { release, canary } of all.values()) {
      if (!canary) continue;
      const onTrial = this.#judge.compose(new Map([...texts, [release.file, canary.text]]));
      const [wrong] = 'errors' in onTrial ? onTrial.errors : [];
      if (wrong) return { ...wrong, reason: `${wrong.reason}, with the version of ${release.flow} on trial` };
    }
    return undefined;
  }

  /** Files that are not as they were when they were last taken become versions that are live: all of them or none. */
  async #takeFolder(): Promise<void> {
    const { folder, log } = this.#options;
    if (!folder.isOnDisk) return;
    const changed = folder.current.files.filter(({ file, flow, text }) => {
      const before = this.#entries.get(flow)?.release;
      return before?.fileText !== text || before.file !== file;
    });
    this.#refused = new Set();
    const wrong = changed.length > 0 && this.#misfit(changed.map((one) => this.#taken(one)));
    if (wrong) {
      this.#refused = new Set(changed.map(({ file }) => file));
      log.error(
        { error: wrong },
        'changed flow files do not fit with what was published; they are not taken',
      );
      return;
    }
    for (const one of changed) await this.#take(one);
  }

  /** What would stand with the file; a file that is only renamed changes no version. */
  #taken({ file, flow, text }: FolderFile): Standing {
    const before = this.#entries.get(flow);
    if (before?.release.fileText === text) return { ...before, release: { ...before.release, file } };
    return standing(undefined, releaseOf(before?.release, { flow, file, version: 0 }), text);
  }

  async #take({ file, flow, text }: FolderFile): Promise<void> {
    const { folder, database } = this.#options;
    const { main } = database();
    const before = this.#entries.get(flow);
    if (before?.release.fileText === text) {
      const release = { ...before.release, file };
      await (await rows()).saveRelease(main, release, 'file');
      this.#entries.set(flow, { ...before, release });
      return;
    }
    const cases = await folder.casesOf(file);
    const version = { flow, file, text, cases, author: 'file', reason: '', source: 'file' as const };
    const added = await (
      await rows()
    ).addVersion(main, version, (number) => ({
      ...releaseOf(before?.release, { flow, file, version: number }),
      ...{ file, fileText: text },
    }));
    await this.#remember(added.release, added.version);
  }

  async #remember(release: FlowRelease, added?: FlowVersion): Promise<void> {
    const entry = await this.#entryOf(release, added);
    if (entry) this.#entries.set(release.flow, entry);
  }

  /** @returns undefined where the live version is not in the database. */
  async #entryOf(release: FlowRelease, added?: FlowVersion): Promise<Entry | undefined> {
    const version = async (number: number): Promise<FlowVersion | undefined> =>
      added?.version === number
        ? added
        : (await rows()).readVersion(this.#options.database().main, release.flow, number);
    const live = await version(release.live);
    const canary = release.canary ? await version(release.canary.version) : undefined;
    return live && { release, live, canary };
  }

  /** By file; the versions of a flow stand in for its file, whatever that is called now. */
  #liveTexts(entries: ReadonlyMap<string, Standing> = this.#entries): Map<string, string> {
    const texts = new Map<string, string>();
    for (const { file, flow, text } of this.#options.folder.current.files)
      if (!entries.has(flow) && !this.#refused.has(file)) texts.set(file, text);
    for (const { live, release } of entries.values()) texts.set(release.file, live.text);
    return texts;
  }

  /** Until the database was asked: what is in force, and over it the files that have changed meanwhile. */
  #textsBefore(): Map<string, string> {
    const changed = this.#options.folder.current.files.filter(
      ({ flow, text }) => this.#seen.get(flow) !== text,
    );
    const anew = new Set(changed.map(({ flow }) => flow));
    const kept = this.#current.live.files.filter(({ flow }) => !anew.has(flow));
    return new Map([...kept, ...changed].map(({ file, text }) => [file, text]));
  }

  async #applyAll(): Promise<void> {
    const { archive, log, apply, file, folder } = this.#options;
    const texts = this.#adopted ? this.#liveTexts() : this.#textsBefore();
    this.#seen = textsByFlow(folder.current);
    const live = this.#composed(texts);
    if (!live) return;
    const canaries = [...this.#entries.values()].flatMap((entry) => this.#canaryOf(entry, texts));
    this.#current = { live, canaries };
    apply(this.#current);
    try {
      for (const { loaded } of canaries) await archive.keep(loaded);
      await archive.keep(live);
      const kept: KeptReleases = { folder: folder.current.version, live: [...texts] };
      await writeFile(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
      await rename(`${file}.new`, file);
    } catch (error) {
      log.error({ err: error }, 'the flows in force could not be kept on the disk');
    }
  }

  #canaryOf({ release, canary }: Entry, texts: ReadonlyMap<string, string>): Canary[] {
    if (!release.canary || !canary) return [];
    const loaded = this.#composed(new Map([...texts, [release.file, canary.text]]));
    const { version, share, numbers } = release.canary;
    return loaded ? [{ flow: release.flow, version, share, numbers, loaded }] : [];
  }

  #composed(texts: ReadonlyMap<string, string>): LoadedFlows | undefined {
    const composed = this.#judge.compose(texts);
    if ('flows' in composed) return composed;
    this.#options.log.error(
      { errors: composed.errors },
      'the flows do not fit together; those before stay in force',
    );
    return undefined;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(act);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

type FolderFile = LoadedFlows['files'][number];

const textsByFlow = ({ files }: LoadedFlows): ReadonlyMap<string, string> =>
  new Map(files.map(({ flow, text }) => [flow, text]));
