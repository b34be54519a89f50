/** The bar's work: session, events, commands and the phone, joined in one store. The element only shows it. */
import type { AgentWish } from '../../engine/control.js';
import type { DeskCommand, DeskSettings, Destination, PhoneHealth } from '../../engine/desk.js';
import type { Cancel, Clock } from '../../kernel/clock.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import type { Client } from '../api/client.js';
import type { EventLink, LinkEvent } from '../api/event-link.js';
import { Refused } from '../api/refused.js';
import { healthOf, isStarting } from '../phone/phone-health.js';
import type { Phone } from '../phone/phone.js';
import { Store } from '../phone/store.js';
import type { ActionName, PhoneKind } from './actions.js';
import { initialBarState, reduceBar, type BarEvent, type BarState } from './bar-state.js';
import { destinationsOf, type DestinationEntry } from './destinations.js';

const reportAgainMs = 3_000;

export interface DeskOptions {
  readonly client: Client;
  readonly openEvents: () => EventLink;
  /** Undefined where the agent has a phone of their own. */
  readonly openPhone: ((agent: string) => Phone) | undefined;
  readonly clock: Clock;
  /** What went wrong, in the person's language. */
  readonly say: (error: unknown) => string;
}

/** A command was refused, for whoever called the method and for those who listen. */
export interface Refusal {
  readonly action: ActionName;
  readonly error: unknown;
}

export class BarDesk {
  readonly #options: DeskOptions;
  readonly #store = new Store<BarState, BarEvent>(initialBarState, reduceBar);
  readonly #refused = new Signal<Refusal>();
  #events: EventLink | undefined;
  #phone: Phone | undefined;
  #stopPhone: Cancel | undefined;
  #reported = '';
  #cancelReport: Cancel | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  readonly get = (): BarState => this.#store.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);
  get changed(): Listenable<BarState> {
    return this.#store.changed;
  }
  get refused(): Listenable<Refusal> {
    return this.#refused;
  }
  get phone(): Phone | undefined {
    return this.#phone;
  }
  get phoneKind(): PhoneKind {
    return this.#options.openPhone ? 'browser' : 'none';
  }

  /** Takes up a session that is there already. */
  async start(): Promise<void> {
    try {
      await this.#begin(await this.#options.client.whoAmI());
    } catch (error) {
      this.#store.dispatch({ type: 'session.none' });
      if (!(error instanceof Refused) || !error.signedOut) this.#notice(error);
    }
  }

  /** Lets go of everything, and leaves the session as it is. */
  async close(): Promise<void> {
    this.#events?.close();
    this.#events = undefined;
    this.#stopPhone?.();
    this.#cancelReport?.();
    const phone = this.#phone;
    this.#phone = undefined;
    await phone?.close();
  }

  /** @throws Refused */
  async signIn(name: string, password: string): Promise<void> {
    await this.#begin(await this.#options.client.signIn(name, password));
    if (this.get().agent?.state === 'signedOut') await this.wish('ready', { want: 'signIn' });
  }

  /** Signs the agent out of the queues and ends the session. */
  async signOut(): Promise<void> {
    const { user } = this.get();
    await this.#command('signOut', async () => {
      if (user?.agent != null) await this.#options.client.wish(user.agent, { want: 'signOut' });
      await this.close();
      await this.#options.client.signOut();
      this.#store.dispatch({ type: 'session.none' });
    });
  }

  /** @param action under which the wish stands on the bar. */
  wish(action: ActionName, wish: AgentWish): Promise<void> {
    return this.#command(action, async () => {
      const { user } = this.get();
      if (user?.agent == null) return;
      const agent = await this.#options.client.wish(user.agent, wish);
      this.#store.dispatch({ type: 'agent.known', agent });
    });
  }

  /** Asks the engine for something with the call; `action` is what the bar calls it. */
  control(action: ActionName, command: DeskCommand): Promise<void> {
    return this.#command(action, () => this.#options.client.control(command));
  }

  /** The engine rings this phone first, which then answers by itself, and then whom it shall reach. */
  dial(to: Destination): Promise<void> {
    this.#phone?.expectCall();
    return this.control('dial', { do: 'dial', to });
  }

  /** The engine knows best what a hang-up means (a consultation, a conference); without it the phone still can. */
  hangUp(): Promise<void> {
    return this.#command('hangUp', async () => {
      const ringing = this.#phone?.get().call?.state === 'ringing';
      if (this.get().conversation === null || ringing) {
        await this.#phone?.hangUp();
        return;
      }
      try {
        await this.#options.client.control({ do: 'hangUp' });
      } catch (error) {
        if (!this.#phone?.get().call) throw error;
        await this.#phone.hangUp();
      }
    });
  }

  answer(): Promise<void> {
    return this.#command('answer', async () => this.#phone?.answer());
  }

  askForHelp(text: string): Promise<void> {
    return this.#command('help', () => this.#options.client.askForHelp(text));
  }

  say(text: string): void {
    this.#store.dispatch({ type: 'noticed', notice: { kind: 'info', text } });
  }

  closeNotice(): void {
    this.#store.dispatch({ type: 'notice.closed' });
  }

  readMessage(): void {
    this.#store.dispatch({ type: 'message.read' });
  }

  /** What a call can be sent to; what this user may not list is left out. */
  async destinations(): Promise<readonly DestinationEntry[]> {
    const { client } = this.#options;
    const orNone = <T>(list: Promise<readonly T[]>): Promise<readonly T[]> => list.catch(() => []);
    const [live, contacts, flows] = await Promise.all([
      client.live(),
      orNone(client.contacts()),
      orNone(client.flows()),
    ]);
    return destinationsOf({ ...live, contacts, flows }, this.get().user?.agent ?? '');
  }

  async settings(): Promise<DeskSettings> {
    const settings = await this.#options.client.deskSettings();
    this.#useSettings(settings);
    return settings;
  }

  async saveSettings(settings: DeskSettings): Promise<void> {
    await this.#options.client.saveDeskSettings(settings);
    this.#useSettings(settings);
  }

  #useSettings({ autoAnswer, autoAnswerSeconds }: DeskSettings): void {
    this.#phone?.setAutoAnswer(autoAnswer ? autoAnswerSeconds : null);
  }

  async #begin(user: NonNullable<BarState['user']>): Promise<void> {
    this.#store.dispatch({ type: 'session.known', user });
    if (user.mustChangePassword || user.agent === null) return;
    this.#reported = '';
    const events = this.#options.openEvents();
    this.#events?.close();
    this.#events = events;
    events.events.on((event) => this.#heard(event));
    if (!this.#phone) this.#openPhone(user.agent);
    await this.#readAnew();
  }

  #openPhone(agent: string): void {
    const phone = this.#options.openPhone?.(agent);
    if (!phone) return;
    this.#phone = phone;
    this.#stopPhone = phone.changed.on((state) => {
      this.#store.dispatch({ type: 'phone.changed', phone: state });
      this.#report();
    });
    phone.start();
    // Engines that keep no settings for agents leave it to the person.
    this.settings().catch(() => undefined);
  }

  #heard(event: LinkEvent): void {
    switch (event.type) {
      case 'link.opened':
        this.#store.dispatch({ type: 'link.changed', link: 'open' });
        // An engine that came back knows nothing of this phone.
        this.#reported = '';
        this.#report();
        this.#readAnewQuietly();
        break;
      case 'link.lost':
        this.#store.dispatch({ type: 'link.changed', link: 'lost' });
        break;
      case 'link.resync':
        this.#readAnewQuietly();
        break;
      case 'link.signedOut':
        void this.close();
        this.#store.dispatch({ type: 'session.none' });
        break;
      case 'link.event':
        this.#store.dispatch({ type: 'pushed', event: event.event });
        break;
    }
  }

  /** What fails here is read again when the link opens the next time. */
  #readAnewQuietly(): void {
    this.#readAnew().catch(() => undefined);
  }

  async #readAnew(): Promise<void> {
    const { client, clock } = this.#options;
    const live = await client.live();
    this.#store.dispatch({ type: 'clock.compared', offsetMs: live.at - clock.now() });
    const own = live.agents.find(({ id }) => id === this.get().user?.agent);
    if (own) this.#store.dispatch({ type: 'agent.known', agent: own });
    this.#store.dispatch({ type: 'queues.known', queues: live.queues });
    this.#store.dispatch({ type: 'conversations.known', items: await client.myConversations() });
  }

  /** Tells the engine whether the phone works, each time that it changes: a fault takes the agent out of the queue. */
  #report(): void {
    const phone = this.#phone?.get();
    // A tab that does not own the phone says nothing: the one that does has said it.
    if (!phone || phone.ownership !== 'mine' || isStarting(phone)) return;
    const health: PhoneHealth = healthOf(phone);
    const text = JSON.stringify(health);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#cancelReport?.();
    this.#options.client.reportPhone(health).catch((error: unknown) => {
      // What the engine refused it refuses again; what did not reach it is told anew.
      if (error instanceof Refused && error.status >= 400 && error.status < 500) return;
      this.#cancelReport = this.#options.clock.after(reportAgainMs, () => {
        this.#reported = '';
        this.#report();
      });
    });
  }

  async #command(action: ActionName, run: () => Promise<unknown>): Promise<void> {
    // The second click of two, or another system that did not wait.
    if (this.get().pending !== null) {
      throw new Refused(409, { code: 'conflict', message: 'the command before is not answered yet' });
    }
    this.#store.dispatch({ type: 'command.began', action });
    try {
      await run();
      this.#store.dispatch({ type: 'command.done', action });
    } catch (error) {
      this.#store.dispatch({ type: 'command.refused', action, text: this.#options.say(error) });
      this.#refused.emit({ action, error });
      throw error;
    }
  }

  #notice(error: unknown): void {
    this.#store.dispatch({ type: 'noticed', notice: { kind: 'error', text: this.#options.say(error) } });
  }
}
