import type { Member, Party, PartySettings, Person, Playback } from '@/wire/party';
import type { HandlerTable, JoinAnswer } from '@/wire/party-events';

/** The events that change what the room is, as opposed to what is said in it. */
type RoomEvents = Pick<
  HandlerTable,
  | 'party:member_joined'
  | 'party:member_left'
  | 'party:member_update'
  | 'party:host_changed'
  | 'party:started'
  | 'party:play'
  | 'party:pause'
  | 'party:seek'
  | 'party:sync'
  | 'party:settings'
  | 'party:connection_quality'
>;

/** Who sits in the room, who holds the remote, and where the film is. No I/O. */
export class RoomState {
  members = $state<Member[]>([]);
  myId = $state('');
  playback = $state.raw<Playback | null>(null);
  settings = $state<PartySettings>({ lagPolicy: 'WAIT', guestsAllowed: true });
  isStarted = $state(false);
  #party = $state.raw<Party | null>(null);
  readonly #onPlayback: (playback: Playback) => void;

  constructor(onPlayback: (playback: Playback) => void) {
    this.#onPlayback = onPlayback;
  }

  readonly handlers: RoomEvents = {
    'party:member_joined': ({ member }) => this.#put(member),
    'party:member_left': ({ member }) => {
      this.members = this.members.filter(({ profileId }) => profileId !== member.profileId);
    },
    'party:member_update': ({ member }) => {
      const held = this.find(member.profileId);
      if (held) Object.assign(held, member);
      else if ('role' in member) this.#put(member as Member);
    },
    'party:host_changed': ({ newHost }) => this.#crown(newHost),
    'party:started': (playback) => this.move(playback),
    'party:play': (playback) => this.move(playback),
    'party:pause': (playback) => this.move(playback),
    'party:seek': (playback) => this.move(playback),
    'party:sync': (playback) => this.move(playback),
    'party:settings': ({ settings }) => Object.assign(this.settings, settings),
    'party:connection_quality': (connection) => {
      const me = this.find(this.myId);
      if (me) me.connection = connection;
    },
  };

  get party(): Party | null {
    return this.#party;
  }

  get me(): Member | undefined {
    return this.find(this.myId);
  }

  get host(): Member | undefined {
    return this.members.find(({ role }) => role === 'HOST');
  }

  get isHost(): boolean {
    return this.me?.role === 'HOST';
  }

  get canControl(): boolean {
    return this.me?.role === 'HOST' || this.me?.role === 'MODERATOR';
  }

  find(profileId: string): Member | undefined {
    return this.members.find((member) => member.profileId === profileId);
  }

  enter({ party, members, you }: JoinAnswer): void {
    this.#party = party;
    this.members = members;
    this.myId = you.profileId;
    this.settings = { ...party.settings };
    this.isStarted = party.status !== 'WAITING';
    // The server's word on joining is the newest there is, also after it was restored from a backup.
    this.playback = null;
    this.move(party.playback, this.isStarted);
  }

  /** Takes a state over unless a newer one is known. */
  move(playback: Playback, isStarted = true): void {
    if (this.playback && isOlder(playback, this.playback)) return;
    this.playback = playback;
    this.isStarted ||= isStarted;
    this.#onPlayback(playback);
  }

  #put(member: Member): void {
    const held = this.find(member.profileId);
    if (held) Object.assign(held, member);
    else this.members.push(member);
  }

  #crown({ profileId }: Person): void {
    for (const member of this.members) {
      if (member.profileId === profileId) member.role = 'HOST';
      else if (member.role === 'HOST') member.role = 'MEMBER';
    }
  }
}

const isOlder = (a: Playback, b: Playback) =>
  a.epoch < b.epoch || (a.epoch === b.epoch && a.seq < b.seq);
