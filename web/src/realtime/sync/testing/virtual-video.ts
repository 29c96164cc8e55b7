import type { VirtualTimers } from './virtual-timers';

export interface VideoModel {
  /** play() to moving after a seek, ms. */
  coldMs(): number;
  warmMs(): number;
  seekMs(): number;
  rateMs: number;
  /** A browser that takes a rate and ignores it. */
  ignoresRate: boolean;
  refusesPlay: boolean;
}

/** As measured on Chromium. */
export const CHROMIUM: VideoModel = {
  coldMs: () => 82,
  warmMs: () => 3,
  seekMs: () => 12,
  rateMs: 78,
  ignoresRate: false,
  refusesPlay: false,
};

/** A media element with the latencies of a real one and nothing to show. */
export class VirtualVideo extends EventTarget {
  readonly calls = { play: 0, pause: 0, seek: 0, rate: 0 };
  duration = Number.NaN;
  readyState = 0;
  paused = true;
  seeking = false;
  ended = false;
  preservesPitch = true;
  aheadSeconds = 0;
  #anchor = { at: 0, position: 0 };
  #moving = false;
  #heardRate = 1;
  #rate = 1;
  #cold = true;
  #run = 0;
  #seek = 0;

  constructor(
    private readonly timers: VirtualTimers,
    public model: VideoModel = CHROMIUM,
  ) {
    super();
  }

  get element(): HTMLVideoElement {
    return this as unknown as HTMLVideoElement;
  }

  load(duration = 600): void {
    this.duration = duration;
    this.readyState = 4;
    this.aheadSeconds = 30;
    this.#fire('loadedmetadata');
    this.#fire('canplay');
  }

  get buffered(): TimeRanges {
    const end = Math.min(this.currentTime + this.aheadSeconds, this.duration || 0);
    return { length: this.readyState > 0 ? 1 : 0, start: () => 0, end: () => end };
  }

  get currentTime(): number {
    const elapsed = this.#moving ? this.timers.now() - this.#anchor.at : 0;
    return Math.min(
      this.#anchor.position + (elapsed / 1000) * this.#heardRate,
      this.duration || Infinity,
    );
  }

  set currentTime(to: number) {
    this.calls.seek++;
    this.seekFromOutside(to);
  }

  get playbackRate(): number {
    return this.#rate;
  }

  set playbackRate(rate: number) {
    this.calls.rate++;
    this.#rate = rate;
    this.#fire('ratechange');
    if (this.model.ignoresRate) return;
    const heard = (): void => {
      this.#settle();
      this.#heardRate = rate;
    };
    if (this.#moving) this.timers.after(this.model.rateMs, heard);
    else heard();
  }

  play(): Promise<void> {
    this.calls.play++;
    if (this.model.refusesPlay)
      return Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
    this.playFromOutside();
    return Promise.resolve();
  }

  pause(): void {
    this.calls.pause++;
    this.pauseFromOutside();
  }

  playFromOutside(): void {
    if (!this.paused) return;
    this.paused = false;
    this.ended = false;
    this.#fire('play');
    this.#resume();
  }

  pauseFromOutside(): void {
    this.#stop();
    this.paused = true;
    this.#fire('pause');
  }

  seekFromOutside(to: number): void {
    this.#stop();
    this.#anchor.position = to;
    this.#cold = true;
    this.seeking = true;
    this.ended = false;
    const seek = ++this.#seek;
    this.#fire('seeking');
    this.timers.after(this.model.seekMs(), () => {
      if (seek !== this.#seek) return;
      this.seeking = false;
      this.#fire('seeked');
      if (!this.paused) this.#resume();
    });
  }

  starve(): void {
    this.#stop();
    this.readyState = 2;
    this.aheadSeconds = 0;
    this.#fire('waiting');
  }

  feed(): void {
    this.readyState = 4;
    this.aheadSeconds = 30;
    this.#fire('canplay');
    if (!this.paused && !this.seeking) this.#resume();
  }

  #resume(): void {
    const run = ++this.#run;
    if (this.readyState < 3) return;
    this.timers.after(this.#cold ? this.model.coldMs() : this.model.warmMs(), () => {
      if (run !== this.#run) return;
      this.#cold = false;
      this.#heardRate = this.model.ignoresRate ? 1 : this.#rate;
      this.#anchor.at = this.timers.now();
      this.#moving = true;
      const left = ((this.duration - this.#anchor.position) * 1000) / this.#heardRate;
      this.timers.after(left, () => {
        if (run === this.#run && this.currentTime >= this.duration - 0.01) this.#end();
      });
    });
  }

  #end(): void {
    this.#stop();
    this.ended = true;
    this.paused = true;
    this.#fire('pause');
    this.#fire('ended');
  }

  #stop(): void {
    this.#settle();
    this.#moving = false;
    this.#run++;
  }

  #settle(): void {
    this.#anchor = { at: this.timers.now(), position: this.currentTime };
  }

  /** Media events come as tasks, after the call that caused them. */
  #fire(name: string): void {
    this.timers.after(0, () => this.dispatchEvent(new Event(name)));
  }
}
