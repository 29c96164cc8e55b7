import { t } from '@/i18n/t';
import { describeError } from '@/lib/describe-error';
import type { Credential } from '@/lib/http';
import { type PartyLink, Refused } from '@/realtime/party-link';
import type { PartySocketHooks } from '@/realtime/party-socket';
import { ClockSync, SyncedPlayer, type SyncStatus } from '@/realtime/sync/index';
import type { LagPolicy, PartySettings, Playback } from '@/wire/party';
import type { ClientEventName, HandlerTable, Payload } from '@/wire/party-events';
import { ChatLog } from './chat-log.svelte';
import { Film } from './film.svelte';
import { type Gone, goneFrom } from './gone';
import { LastSeek } from './last-seek.svelte';
import { findMessages } from './parties-api';
import { Reactions } from './reactions.svelte';
import { Remote } from './remote.svelte';
import { RoomState } from './room-state.svelte';
import { speedText } from './speeds';
import { Typing } from './typing.svelte';

type Connect = (handlers: HandlerTable, hooks: PartySocketHooks) => PartyLink;

const heartbeatMs = 5_000;
const rejoinMs = 2_300;
const noticeMs = 5_000;

/** One visit to a party: joins, joins again after every reconnect, and feeds the player. */
export class PartyRoom {
  phase = $state<'entering' | 'in' | 'gone'>('entering');
  gone = $state<Gone | null>(null);
  isUp = $state(false);
  /** A sentence for the viewer that goes by itself. */
  notice = $state('');
  sync = $state.raw<SyncStatus>({
    state: 'loading',
    skewMs: null,
    behindMs: null,
    waitingFor: [],
    latencyMs: null,
  });
  readonly lastSeek = new LastSeek();
  readonly state = new RoomState((playback) => this.#follow(playback));
  readonly chat: ChatLog;
  readonly typing = new Typing((isTyping) => this.#tell('party:typing', { isTyping }));
  readonly reactions = new Reactions();
  readonly film: Film;
  readonly remote: Remote;
  readonly code: string;
  readonly #link: PartyLink;
  readonly #clock: ClockSync;
  #video: HTMLVideoElement | null = null;
  #player: SyncedPlayer | null = null;
  #isBuffering: boolean | null = null;
  /** Null before the room has said how fast it runs. */
  #rate: number | null = null;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #rejoin: ReturnType<typeof setTimeout> | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(code: string, credential: Credential, connect: Connect, storage: Storage) {
    this.code = code;
    this.chat = new ChatLog({
      send: async (message, timestamp, clientMessageId) =>
        (await this.#link.ask('party:message', { message, timestamp, clientMessageId })).message,
      before: (ms) => findMessages(code, ms, credential),
    });
    this.film = new Film(() => this.state.party?.content.id ?? '', credential, storage);
    this.remote = new Remote(
      this.state,
      () => this.#link,
      () => this.position(),
      {
        onFault: (error) => this.say(faultText(error)),
        onNotAllowed: () =>
          this.say(t('control.hostOnly', { host: this.state.host?.name ?? t('people.host') })),
      },
    );
    this.#link = connect(this.#handlers, {
      onUp: () => void this.#join(),
      onDown: () => (this.isUp = false),
      onSignedOut: () => this.#leave({ kind: 'signed-out' }),
    });
    this.#clock = new ClockSync((t0) => this.#link.clock(t0));
  }

  readonly #handlers: HandlerTable = {
    ...this.state.handlers,
    'party:message': (message) => {
      this.typing.heard(message.user, false);
      this.chat.receive(message);
    },
    'party:reaction': (reaction) => this.reactions.add(reaction),
    'party:typing': ({ user, isTyping }) => {
      if (user.profileId !== this.state.myId) this.typing.heard(user, isTyping);
    },
    'party:ended': ({ reason }) =>
      this.#leave({ kind: reason === 'empty' || reason === 'film' ? reason : 'ended' }),
    'party:kicked': () => this.#leave({ kind: 'kicked' }),
    'party:error': (error) => this.say(error.message),
  };

  /** The room's position now, in seconds. */
  position(): number {
    return this.#player?.position() ?? this.#video?.currentTime ?? 0;
  }

  attach(video: HTMLVideoElement, manualOffsetMs: number): () => void {
    this.#video = video;
    const player = new SyncedPlayer(video, this.#clock, {
      manualOffsetMs,
      onStatus: (status) => (this.sync = status),
      onBuffering: (isBuffering, timestamp) => {
        this.#isBuffering = isBuffering;
        this.#reportBuffering(timestamp);
      },
    });
    this.#player = player;
    if (this.state.playback) player.apply(this.state.playback);
    return () => {
      player.destroy();
      if (this.#player === player) this.#player = null;
    };
  }

  setManualOffset(ms: number): void {
    this.#player?.setManualOffset(ms);
  }

  /** Whether this viewer, once behind, jumps to a room that has waited long enough, or misses nothing and runs faster. */
  followLagPolicy(policy: LagPolicy): void {
    this.#player?.setLagPolicy(policy === 'WAIT' ? 'wait' : 'catch-up');
  }

  /** Jumps to where the others are. */
  catchUp(): void {
    this.#player?.catchUp();
  }

  /** For the tap that a browser wants before it plays. */
  tapped(): void {
    this.#player?.start().catch(() => undefined);
  }

  react(emoji: string): void {
    const position = { x: 0.1 + Math.random() * 0.8, y: 0.85 };
    this.#tell('party:reaction', { emoji, timestamp: this.position(), position });
  }

  handOver = (profileId: string) => this.#link.ask('party:hand_over', { profileId });
  kick = (profileId: string) => this.#link.ask('party:kick', { profileId });
  end = () => this.#link.ask('party:end', undefined);

  async change(settings: Partial<PartySettings>): Promise<void> {
    const before = { ...this.state.settings };
    Object.assign(this.state.settings, settings);
    try {
      await this.#link.ask('party:settings', settings);
    } catch (error) {
      this.state.settings = before;
      this.say(faultText(error));
    }
  }

  /** Gives the seat up. */
  async leave(): Promise<void> {
    if (this.isUp) await this.#link.ask('party:leave', undefined).catch(() => undefined);
    this.close();
  }

  close(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#rejoin);
    clearTimeout(this.#noticeTimer);
    this.typing.clear();
    this.remote.stop();
    this.lastSeek.hide();
    this.film.stop();
    this.#clock.stop();
    this.#player?.destroy();
    this.#link.close();
  }

  say(notice: string): void {
    this.notice = notice;
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => (this.notice = ''), noticeMs);
  }

  #follow(playback: Playback): void {
    this.#player?.apply(playback);
    this.lastSeek.heard(playback);
    const rate = playback.playbackRate;
    if (this.#rate !== null && this.#rate !== rate) {
      const name = playback.actor?.name;
      const values = { rate: speedText(rate) };
      this.say(name ? t('control.speedBy', { ...values, name }) : t('control.speedIs', values));
    }
    this.#rate = rate;
  }

  async #join(): Promise<void> {
    clearTimeout(this.#rejoin);
    try {
      const answer = await this.#link.ask('party:join', { partyCode: this.code });
      const isFirst = this.phase === 'entering';
      this.isUp = true;
      this.state.enter(answer);
      this.chat.me = {
        profileId: answer.you.profileId,
        name: this.state.me?.name ?? t('chat.you'),
      };
      this.chat.restore(answer.messages);
      this.phase = 'in';
      if (isFirst) this.#begin();
      else this.#clock.burst();
      this.#reportBuffering(this.position());
      this.chat.resend();
    } catch (error) {
      const gone = error instanceof Refused ? goneFrom(error.error) : null;
      if (gone) this.#leave(gone);
      // A connection that is down joins when it is up again.
      else if (this.#link.isUp) this.#rejoin = setTimeout(() => void this.#join(), rejoinMs);
    }
  }

  #begin(): void {
    this.#clock.start();
    if (this.state.party?.content.id !== '') void this.film.load();
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs);
  }

  #beat(): void {
    if (!this.isUp) return;
    const latency = this.#clock.roundTripMs;
    this.#tell('party:heartbeat', {
      timestamp: this.#video?.currentTime ?? 0,
      isPlaying: this.#video ? !this.#video.paused : false,
      quality: qualityOf(this.#video?.videoHeight ?? 0),
      ...(latency === null ? {} : { latency }),
    });
    this.chat.resend();
  }

  /** Asked and not told: the room waits for it, or goes on, by this. What a lost connection swallows is said after joining again. */
  #reportBuffering(timestamp: number): void {
    const isBuffering = this.#isBuffering;
    if (isBuffering === null || !this.isUp) return;
    this.#link.ask('party:buffering', { isBuffering, timestamp }).catch(() => undefined);
  }

  #tell<E extends ClientEventName>(event: E, payload: Payload<E>): void {
    this.#link.tell(event, payload);
  }

  #leave(gone: Gone): void {
    this.gone = gone;
    this.phase = 'gone';
    this.close();
  }
}

/** The names of the wire for a picture's height. */
function qualityOf(height: number): string {
  if (height === 0) return 'AUTO';
  if (height < 700) return 'SD';
  if (height < 1000) return 'HD';
  return height < 2000 ? 'FHD' : 'UHD';
}

export const faultText = (error: unknown): string => {
  if (error instanceof Refused) return error.message;
  return error instanceof Error && error.name === 'Unanswered'
    ? t('error.unreachable')
    : describeError(error);
};
