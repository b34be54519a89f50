import { createHash, timingSafeEqual } from 'node:crypto';
import { parseHeaders, type Frame } from '../../kernel/event-socket.js';
import type { BuiltEvent } from './built-event.js';
import type { CommandContext } from './command.js';
import { runCommand } from './commands.js';
import type { EventFormat } from './event-format.js';
import type { Listener } from './event-stream.js';
import type { Outbox } from './outbox.js';
import { sendMessage } from './send-message.js';
import { Subscription } from './subscription.js';

const goodbye = 'Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n';

/** What a session tells the connection that it runs on. */
export interface SessionConnection {
  readonly signedIn: () => void;
  /** Close once what was written is out. */
  readonly end: () => void;
}

/** One client of the Event Socket: its sign-in, what it wants to hear, and its commands, in order. */
export class Session implements Listener {
  readonly #context: CommandContext;
  readonly #password: string;
  readonly #outbox: Outbox;
  readonly #connection: SessionConnection;
  readonly #subscription = new Subscription();
  #format: EventFormat = 'plain';
  #signedIn = false;
  #logging = false;
  #ended = false;

  constructor(context: CommandContext, password: string, outbox: Outbox, connection: SessionConnection) {
    this.#context = context;
    this.#password = password;
    this.#outbox = outbox;
    this.#connection = connection;
  }

  get signedIn(): boolean {
    return this.#signedIn;
  }

  greet(): void {
    this.#outbox.reply('Content-Type: auth/request\n\n');
  }

  mayWant(name: string, subclass: string): boolean {
    return this.#subscription.mayWant(name, subclass);
  }

  deliver(event: BuiltEvent): void {
    if (this.#subscription.passes(event)) this.#outbox.event(event.frame(this.#format));
  }

  /** The form in which this client takes events. */
  get format(): EventFormat {
    return this.#format;
  }

  /** Says a sentence and closes. */
  disconnect(sentence: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#outbox.reply(
      `Content-Type: text/disconnect-notice\nContent-Length: ${Buffer.byteLength(sentence)}\n\n${sentence}`,
    );
    this.#connection.end();
  }

  /** Carries out one frame; the next one waits for it. */
  async handle(frame: Frame): Promise<void> {
    if (this.#ended) return;
    const command = frame.lines[0] ?? '';
    if (/^(exit|\.\.\.)/i.test(command)) {
      this.#reply('+OK bye');
      this.disconnect(goodbye);
    } else if (this.#signedIn) {
      await this.#command(command, frame);
    } else {
      this.#signIn(command);
    }
  }

  #signIn(command: string): void {
    if (!/^auth /i.test(command)) {
      this.#reply('-ERR command not found');
      return;
    }
    this.#signedIn = sameSecret(command.slice('auth '.length), this.#password);
    this.#reply(this.#signedIn ? '+OK accepted' : '-ERR invalid');
    if (this.#signedIn) this.#connection.signedIn();
    else this.disconnect(goodbye);
  }

  async #command(command: string, frame: Frame): Promise<void> {
    const [word = ''] = command.split(' ', 1);
    const rest = command.slice(word.length).trim();
    const bare = rest === '' && /^(bg)?api$/i.test(word);
    switch (bare ? '' : word.toLowerCase()) {
      case 'api': {
        const answer = await runCommand(rest, this.#context);
        const text = answer === '' ? '-ERR no reply\n' : answer;
        this.#outbox.reply(
          `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(text)}\n\n${text}`,
        );
        return;
      }
      case 'bgapi':
        this.#background(rest, headersOf(frame).get('job-uuid') ?? this.#context.random.uuid());
        return;
      case 'sendmsg':
        this.#reply(this.#sendMessage(rest, frame));
        return;
      case 'sendevent':
        this.#reply(this.#sendEvent(frame));
        return;
      case 'event':
      case 'nixevent':
      case 'noevents':
      case 'filter':
        this.#reply(this.#subscribe(word.toLowerCase(), rest));
        return;
      default:
        this.#reply(this.#lesser(word.toLowerCase(), rest));
    }
  }

  #background(line: string, job: string): void {
    this.#outbox.reply(`Content-Type: command/reply\nReply-Text: +OK Job-UUID: ${job}\nJob-UUID: ${job}\n\n`);
    const [, name = '', args = ''] = /^(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
    void runCommand(line, this.#context).then((answer) =>
      this.#context.events.emit(
        'BACKGROUND_JOB',
        [
          ['Job-UUID', job],
          ['Job-Command', name],
          ...(args === '' ? [] : [['Job-Command-Arg', args] as const]),
        ],
        answer,
      ),
    );
  }

  #sendMessage(uuid: string, frame: Frame): string {
    const headers = headersOf(frame);
    const id = uuid === '' ? (headers.get('session-id') ?? '') : uuid;
    const channel = this.#context.switchboard.find(id);
    if (!channel?.up) return `-ERR invalid session id [${id}]`;
    return sendMessage(channel, headers, frame.body, () => this.#context.random.uuid());
  }

  /** FreeSWITCH does not tell either whether there is such a leg. */
  #sendEvent(frame: Frame): string {
    const headers = headersOf(frame);
    const commands = headers.get('eavesdrop-command');
    if (commands === undefined) return '-ERR no eavesdrop-command';
    const channel = this.#context.switchboard.find(headers.get('unique-id') ?? '');
    channel?.tellEavesdrop(commands);
    return `+OK ${this.#context.random.uuid()}`;
  }

  #subscribe(word: string, rest: string): string {
    const words = rest.split(/\s+/).filter((one) => one !== '');
    switch (word) {
      case 'event': {
        const form = words[0]?.toLowerCase();
        if (form === 'xml') return '-ERR xml is not supported';
        if (form === 'plain' || form === 'json') {
          this.#format = form;
          words.shift();
        }
        return this.#subscription.add(words) > 0
          ? `+OK event listener enabled ${this.#format}`
          : '-ERR no keywords supplied';
      }
      case 'nixevent':
        return this.#subscription.remove(words) > 0 ? '+OK events nixed' : '-ERR no keywords supplied';
      case 'noevents': {
        const listening = this.#subscription.active;
        this.#subscription.clear();
        this.#outbox.forgetEvents();
        return listening ? '+OK no longer listening for events' : '-ERR not listening for events';
      }
      default:
        return this.#filter(rest);
    }
  }

  #filter(rest: string): string {
    const [, verb = '', name = '', value = ''] = /^(delete |add )?\s*(\S+)\s*(.*)$/i.exec(rest) ?? [];
    if (/^delete/i.test(verb)) {
      if (name.toLowerCase() === 'all') this.#subscription.clearFilters();
      else this.#subscription.removeFilter(name, value === '' ? undefined : value);
      return `+OK filter deleted. [${name}][${value}]`;
    }
    if (name === '' || value === '') return '-ERR invalid syntax';
    if (!this.#subscription.addFilter(name, value)) return '-ERR too many filters';
    return `+OK filter added. [${name}]=[${value}]`;
  }

  /** Commands that only matter to `fs_cli` and to sessions of outbound mode. */
  #lesser(word: string, rest: string): string {
    switch (word) {
      case 'log': {
        const level = /^[0-7]$/.test(rest) ? Number(rest) : logLevels.indexOf(rest.toLowerCase() || 'debug');
        if (level < 0) return '-ERR invalid log level';
        this.#logging = true;
        return `+OK log level ${rest} [${level}]`;
      }
      case 'nolog': {
        const was = this.#logging;
        this.#logging = false;
        return was ? '+OK no longer logging' : '-ERR not loging';
      }
      case 'linger':
      case 'nolinger':
        return '-ERR not controlling a session';
      case 'divert_events':
        return '-ERR not controlling a session.';
      default:
        return '-ERR command not found';
    }
  }

  #reply(text: string): void {
    this.#outbox.reply(`Content-Type: command/reply\nReply-Text: ${text}\n\n`);
  }
}

const logLevels = ['console', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

/** Header names have no case in FreeSWITCH. */
function headersOf(frame: Frame): Map<string, string> {
  return new Map([...parseHeaders(frame.lines.slice(1))].map(([name, value]) => [name.toLowerCase(), value]));
}

/** Takes as long for a wrong password as for the right one, whatever their lengths. */
function sameSecret(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
