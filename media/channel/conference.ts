import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { MediaConference, MediaLeg } from '../mix/media-plane.js';
import type { Channel } from './channel.js';

export interface Member {
  /** Counts up over all conferences of the switch, as in FreeSWITCH. */
  readonly id: number;
  readonly channel: Channel;
  readonly joinedAt: number;
  readonly flags: ReadonlySet<string>;
  muted: boolean;
  /** Ends its `conference` application. */
  readonly release: () => void;
}

export interface ConferenceOptions {
  readonly name: string;
  readonly profile: string;
  readonly uuid: string;
  readonly media: MediaConference;
  readonly createdAt: number;
}

/** Most members of one conference: what one worker mixes well within its tick. */
const mostMembers = 64;

/** Channels that hear each other, by a name. It begins with its first member and ends with its last. */
export class Conference {
  readonly name: string;
  readonly profile: string;
  readonly uuid: string;
  readonly createdAt: number;
  readonly #media: MediaConference;
  readonly #members = new Map<number, Member>();

  constructor(options: ConferenceOptions) {
    this.name = options.name;
    this.profile = options.profile;
    this.uuid = options.uuid;
    this.createdAt = options.createdAt;
    this.#media = options.media;
  }

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  get full(): boolean {
    return this.#members.size >= mostMembers;
  }

  member(id: number): Member | undefined {
    return this.#members.get(id);
  }

  add(member: Member, leg: MediaLeg): void {
    this.#members.set(member.id, member);
    this.#media.join(leg, { muted: member.muted });
    member.channel.variables.set('conference_member_id', String(member.id));
    member.channel.variables.set('conference_name', this.name);
    member.channel.variables.set('conference_uuid', this.uuid);
    this.#tell(member, 'add-member');
  }

  remove(member: Member): void {
    if (!this.#members.delete(member.id)) return;
    member.channel.media?.leg.unbridge();
    member.channel.variables.set('conference_member_id', undefined);
    this.#tell(member, 'del-member');
  }

  mute(member: Member, on: boolean): void {
    member.muted = on;
    const leg = member.channel.media?.leg;
    if (leg) this.#media.mute(leg, on);
    this.#tell(member, on ? 'mute-member' : 'unmute-member');
  }

  #tell(member: Member, action: 'add-member' | 'del-member' | 'mute-member' | 'unmute-member'): void {
    member.channel.custom('conference::maintenance', [
      ['Conference-Name', this.name],
      ['Conference-Size', String(this.#members.size)],
      ['Conference-Ghosts', '0'],
      ['Conference-Profile-Name', this.profile],
      ['Conference-Unique-ID', this.uuid],
      ['Hear', 'true'],
      ['Speak', String(!member.muted)],
      ['Member-ID', String(member.id)],
      ['Member-Type', member.flags.has('moderator') ? 'moderator' : 'member'],
      ['Action', action],
    ]);
  }
}

export interface ConferencesOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly mixer: () => MediaConference;
}

/** The conferences of a switch, by name. */
export class Conferences {
  readonly #options: ConferencesOptions;
  readonly #byName = new Map<string, Conference>();
  #lastMember = 0;

  constructor(options: ConferencesOptions) {
    this.#options = options;
  }

  find(name: string): Conference | undefined {
    return this.#byName.get(name);
  }

  all(): readonly Conference[] {
    return [...this.#byName.values()];
  }

  /** Takes a member in, into a new conference where there is none of that name. @returns undefined when it is full. */
  join(
    { name, profile }: { readonly name: string; readonly profile: string },
    what: Pick<Member, 'channel' | 'flags' | 'release'> & { readonly leg: MediaLeg },
  ): { readonly conference: Conference; readonly member: Member } | undefined {
    const { clock, random, mixer } = this.#options;
    const conference =
      this.#byName.get(name) ??
      new Conference({ name, profile, uuid: random.uuid(), media: mixer(), createdAt: clock.now() });
    if (conference.full) return undefined;
    this.#byName.set(name, conference);
    const { channel, flags, release, leg } = what;
    const member: Member = {
      id: ++this.#lastMember,
      channel,
      joinedAt: clock.now(),
      flags,
      muted: flags.has('mute'),
      release,
    };
    conference.add(member, leg);
    return { conference, member };
  }

  leave(conference: Conference, member: Member): void {
    conference.remove(member);
    if (conference.members.length === 0) this.#byName.delete(conference.name);
  }
}
