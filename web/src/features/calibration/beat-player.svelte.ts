import { Metronome } from './metronome';

const LOOK_AHEAD_S = 0.6;
const LOOK_EVERY_MS = 210;
/** Longer than the largest offset: the first sound is not over before it could start. */
const FIRST_AFTER_S = 0.9;
const BEEP_HZ = 1000;
const BEEP_S = 0.05;
const EDGE_S = 0.002;

/**
 * Flashes and beeps on the clock of Web Audio. The beep is given to the audio hardware for an exact moment; the flash is shown
 * in the frame that is nearest to the same moment, as it leaves the loudspeaker by the browser's own account. What remains
 * between the two is the delay that the browser does not know of.
 */
export class BeatPlayer {
  isPlaying = $state(false);
  isLit = $state(false);
  readonly #offsetMs: () => number;
  #context: AudioContext | null = null;
  #metronome = new Metronome(0);
  #timer: ReturnType<typeof setInterval> | undefined;
  #frame = 0;
  #lastFrame = 0;
  #frameMs = 1000 / 60;

  constructor(offsetMs: () => number) {
    this.#offsetMs = offsetMs;
  }

  /** Call from a gesture: browsers allow no sound without one. */
  async start(): Promise<void> {
    if (this.isPlaying) return;
    this.isPlaying = true;
    const context = (this.#context = new AudioContext({ latencyHint: 'interactive' }));
    try {
      await context.resume();
    } catch (error) {
      this.stop();
      throw error;
    }
    // Stopped while the sound was being opened.
    if (this.#context !== context) return;
    this.#metronome = new Metronome(context.currentTime + FIRST_AFTER_S);
    this.#timer = setInterval(() => this.#sound(), LOOK_EVERY_MS);
    this.#frame = requestAnimationFrame((at) => this.#show(at));
  }

  stop(): void {
    clearInterval(this.#timer);
    cancelAnimationFrame(this.#frame);
    void this.#context?.close();
    this.#context = null;
    this.isPlaying = false;
    this.isLit = false;
  }

  #sound(): void {
    const context = this.#context;
    if (!context) return;
    const now = context.currentTime;
    for (const at of this.#metronome.sounds(now, now + LOOK_AHEAD_S, this.#offsetMs()))
      beep(context, at);
  }

  #show(at: number): void {
    const context = this.#context;
    if (!context) return;
    const elapsed = at - this.#lastFrame;
    if (elapsed > 2 && elapsed < 50) this.#frameMs += (elapsed - this.#frameMs) * 0.1;
    this.#lastFrame = at;
    // What is drawn now is seen one frame later; half a frame more makes it the nearest one.
    this.isLit = this.#metronome.isLit(audibleAt(context, at + this.#frameMs * 1.5));
    this.#frame = requestAnimationFrame((next) => this.#show(next));
  }
}

/** The audio clock's time of what is heard at a moment of `performance.now()`. */
function audibleAt(context: AudioContext, performanceMs: number): number {
  const { contextTime, performanceTime } = context.getOutputTimestamp();
  if (contextTime !== undefined && performanceTime !== undefined && performanceTime > 0)
    return contextTime + (performanceMs - performanceTime) / 1000;
  const latency = context.outputLatency || context.baseLatency || 0;
  return context.currentTime - latency + (performanceMs - performance.now()) / 1000;
}

function beep(context: AudioContext, at: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = BEEP_HZ;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.4, at + EDGE_S);
  volume.gain.setValueAtTime(0.4, at + BEEP_S - EDGE_S);
  volume.gain.linearRampToValueAtTime(0, at + BEEP_S);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + BEEP_S);
}
