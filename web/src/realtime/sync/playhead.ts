const OWN_SEEK_TOLERANCE_S = 0.1;
const SAME_FRAME_S = 0.0005;
const HAVE_FUTURE_DATA = 3;
/** A factor this far from 1 is not a nudge any more: voices would sound wrong. */
const AUDIBLE_FACTOR = 0.09;

type PitchedElement = HTMLVideoElement & {
  webkitPreservesPitch?: boolean;
  mozPreservesPitch?: boolean;
};

/**
 * The only hand on the element. Remembers what was asked of it, so that the events of its own commands are told from
 * media keys, browser menus and other scripts.
 */
export class Playhead {
  readonly #video: PitchedElement;
  readonly #unlisten: (() => void)[] = [];
  #playing = false;
  #seekTarget: number | null = null;
  #rate: number;
  /** True until sound comes out after a load or a seek. */
  cold = true;

  constructor(video: HTMLVideoElement, onOutside: () => void) {
    this.#video = video;
    this.#rate = video.playbackRate;
    const check = (): void => {
      if (this.isDisplaced) onOutside();
    };
    this.on(['play', 'pause', 'ratechange'], check);
    this.on(['seeking'], () => {
      if (this.#isOwnSeek()) return;
      this.cold = true;
      onOutside();
    });
    this.on(['seeked'], () => {
      if (!video.seeking) this.#seekTarget = null;
    });
    this.on(['emptied'], () => {
      this.#seekTarget = null;
      this.#playing = false;
      this.cold = true;
    });
  }

  on(names: readonly string[], listener: () => void): void {
    for (const name of names) {
      this.#video.addEventListener(name, listener);
      this.#unlisten.push(() => this.#video.removeEventListener(name, listener));
    }
  }

  get hasMetadata(): boolean {
    return this.#video.readyState >= 1;
  }

  get position(): number {
    return this.#video.currentTime;
  }

  /** Seconds; null for a stream or before metadata. */
  get duration(): number | null {
    return Number.isFinite(this.#video.duration) ? this.#video.duration : null;
  }

  get seeking(): boolean {
    return this.#video.seeking;
  }

  get ended(): boolean {
    return this.#video.ended;
  }

  get readyState(): number {
    return this.#video.readyState;
  }

  /** A seek costs a cold start, so one to the same frame is spared. */
  seekUnlessAt(target: number): void {
    if (Math.abs(this.position - target) > SAME_FRAME_S) this.seek(target);
  }

  /** What the buffering rules look at. */
  get buffer(): {
    readyState: number;
    aheadSeconds: number;
    remainingSeconds: number | null;
    seeking: boolean;
  } {
    const { readyState, aheadSeconds, duration, position, seeking } = this;
    const remainingSeconds = duration === null ? null : duration - position;
    return { readyState, aheadSeconds, remainingSeconds, seeking };
  }

  get aheadSeconds(): number {
    const { buffered, currentTime } = this.#video;
    for (let i = 0; i < buffered.length; i++) {
      // A range may begin a frame after the position that was asked for.
      if (buffered.start(i) <= currentTime + 0.1 && currentTime <= buffered.end(i))
        return buffered.end(i) - currentTime;
    }
    return 0;
  }

  /** Somebody else paused, played or changed the rate. Pauses for want of data and those inside a seek do not count. */
  get isDisplaced(): boolean {
    const video = this.#video;
    if (video.seeking || video.readyState < HAVE_FUTURE_DATA || video.ended) return false;
    return video.paused === this.#playing || video.playbackRate !== this.#rate;
  }

  play(): Promise<void> {
    this.#playing = true;
    this.cold = false;
    return this.#video.play();
  }

  pause(): void {
    this.#playing = false;
    if (!this.#video.paused) this.#video.pause();
  }

  /** Inside a gesture: the element may play from now on, without a sound of the wrong place. */
  unlock(): void {
    this.#video.play().catch(() => {});
    this.#video.pause();
    this.#playing = false;
  }

  seek(to: number): void {
    this.cold = true;
    this.#seekTarget = to;
    this.#video.currentTime = to;
  }

  /** A speed the viewers chose keeps the voices' pitch; a nudge must not, as stretching loses 23 ms each time. */
  setRate(base: number, factor: number): void {
    const keepPitch = base !== 1 || Math.abs(factor - 1) > AUDIBLE_FACTOR;
    const video = this.#video;
    if ('preservesPitch' in video && video.preservesPitch !== keepPitch)
      video.preservesPitch = keepPitch;
    if ('webkitPreservesPitch' in video) video.webkitPreservesPitch = keepPitch;
    if ('mozPreservesPitch' in video) video.mozPreservesPitch = keepPitch;
    this.#rate = base * factor;
    if (video.playbackRate !== this.#rate) video.playbackRate = this.#rate;
    // Firefox and Safari round or clamp; what they made of it is not an intrusion.
    this.#rate = video.playbackRate;
  }

  release(): void {
    for (const unlisten of this.#unlisten.splice(0)) unlisten();
    this.#video.playbackRate = 1;
    if ('preservesPitch' in this.#video) this.#video.preservesPitch = true;
  }

  #isOwnSeek(): boolean {
    return (
      this.#seekTarget !== null &&
      Math.abs(this.#video.currentTime - this.#seekTarget) < OWN_SEEK_TOLERANCE_S
    );
  }
}
