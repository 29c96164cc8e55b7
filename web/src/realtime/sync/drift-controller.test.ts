import { beforeEach, describe, expect, it } from 'vitest';
import { COARSE, DriftController, fineThresholds } from './drift-controller';
import { seededRandom } from './testing/random';

const STEP_MS = 25;
const RATE_LATENCY_MS = 78;

/** A film whose rate is heard 78 ms late, and the controller that sees its error. */
class Film {
  readonly controller = new DriftController();
  now = 0;
  seeks: number[] = [];
  factors: number[] = [1];
  noise: () => number = () => 0;
  obeys = true;
  #heard = 1;
  #commands: { at: number; factor: number }[] = [];

  constructor(public error: number) {}

  run(ms: number): void {
    const end = this.now + ms;
    while (this.now < end) {
      const { rateFactor, until, seek } = this.controller.update(
        this.now,
        this.error + this.noise(),
      );
      if (seek) this.seeks.push(this.now);
      if (rateFactor !== this.factors.at(-1)) {
        this.factors.push(rateFactor);
        this.#commands.push({
          at: this.now + RATE_LATENCY_MS,
          factor: this.obeys ? rateFactor : 1,
        });
      }
      this.#pass(Math.min(STEP_MS, (until ?? Number.POSITIVE_INFINITY) - this.now, end - this.now));
    }
  }

  get nudges(): number[] {
    return this.factors.filter((f) => f !== 1);
  }

  #pass(ms: number): void {
    const end = this.now + Math.max(ms, 0.01);
    while (this.now < end) {
      const next = this.#commands[0];
      const until = next === undefined ? end : Math.min(end, Math.max(next.at, this.now));
      this.error += (this.#heard - 1) * (until - this.now);
      this.now = until;
      if (next !== undefined && next.at <= this.now)
        this.#heard = this.#commands.shift()?.factor ?? 1;
    }
  }
}

describe('drift controller', () => {
  it.each([1.9, -1.9, 0])('leaves %d ms alone', (error) => {
    const film = new Film(error);
    film.run(20_000);
    expect(film.nudges).toEqual([]);
  });

  it('makes up 8 ms with one step of half a percent', () => {
    const film = new Film(8);
    film.run(10_000);
    expect(film.nudges).toEqual([0.995]);
    expect(Math.abs(film.error)).toBeLessThan(0.2);
  });

  it('makes up 30 ms with one step of one percent', () => {
    const film = new Film(-30);
    film.run(10_000);
    expect(film.nudges).toEqual([1.01]);
    expect(Math.abs(film.error)).toBeLessThan(0.2);
  });

  it('makes up 30 ms in 1.2 s just after a start', () => {
    const film = new Film(30);
    film.controller.started(0, 60);
    film.run(1200);
    expect(Math.abs(film.error)).toBeLessThan(10);
    film.run(5000);
    expect(Math.abs(film.error)).toBeLessThan(4);
  });

  it.each([60, 100, 140, -60, -140])('makes up %d ms with three to five percent', (error) => {
    const film = new Film(error);
    film.run(10_000);
    const strength = Math.abs((film.nudges[0] ?? 1) - 1);
    expect(strength).toBeGreaterThanOrEqual(0.03);
    expect(strength).toBeLessThanOrEqual(0.0501);
    expect(film.seeks).toEqual([]);
    expect(Math.abs(film.error)).toBeLessThan(4);
  });

  it('is within 20 ms of a 250 ms stall after four seconds, without a seek', () => {
    const film = new Film(-250);
    film.run(4000);
    expect(Math.abs(film.error)).toBeLessThan(20);
    expect(film.seeks).toEqual([]);
  });

  it.each([70, -70, -150, -250])('makes up a stall or jump of %d ms in one go', (jump) => {
    for (let settled = 300; settled < 800; settled += 25) {
      const film = new Film(0);
      film.run(settled);
      film.now += 250; // A stalled page does not look.
      film.error += jump;
      film.run(4000);
      expect(film.nudges.length).toBe(1);
      expect(Math.abs(film.error)).toBeLessThan(2);
    }
  });

  it('seeks beyond 400 ms, at most once in 3 s and more and more patiently', () => {
    const film = new Film(900);
    film.run(60_000);
    expect(film.nudges).toEqual([]);
    const pauses = film.seeks.slice(1).map((at, i) => at - (film.seeks[i] ?? 0));
    expect(film.seeks.length).toBeGreaterThan(1);
    expect(film.seeks.length).toBeLessThan(8);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(3000);
    expect(pauses.at(-1)).toBeGreaterThan(10_000);
  });

  describe('when nobody waits for laggards', () => {
    it.each([-600, -2000, -8000, -29_000])(
      'plays faster from %d ms and misses nothing',
      (error) => {
        const film = new Film(error);
        film.controller.chases = true;
        film.run(1000);
        expect(film.factors.at(-1)).toBeGreaterThanOrEqual(1.1);
        film.run(Math.abs(error) * 11 + 5000);
        expect(film.seeks).toEqual([]);
        expect(Math.abs(film.error)).toBeLessThan(2);
        expect(film.factors.at(-1)).toBe(1);
      },
    );

    it.each([-31_000, 600, 5000])('jumps from %d ms all the same', (error) => {
      const film = new Film(error);
      film.controller.chases = true;
      film.run(1000);
      expect(film.seeks.length).toBe(1);
      expect(film.nudges).toEqual([]);
    });

    it('jumps when the element does not play faster', () => {
      const film = new Film(-1000);
      film.controller.chases = true;
      film.obeys = false;
      film.run(14_000);
      expect(film.seeks).toEqual([]);
      film.run(3000);
      expect(film.seeks.length).toBe(1);
    });
  });

  it('does not measure while a nudge runs', () => {
    const film = new Film(20);
    film.run(400);
    expect(film.nudges.length).toBe(1);
    film.error += 300;
    film.run(500);
    expect(film.nudges.length).toBe(1);
  });

  it('is not disturbed by outliers', () => {
    const film = new Film(0);
    const random = seededRandom(4);
    film.noise = () => (random() < 0.2 ? 60 : 0);
    film.run(20_000);
    expect(film.nudges).toEqual([]);
  });

  it('stops nudging an element that does not obey, and tries again later', () => {
    const film = new Film(20);
    film.obeys = false;
    film.run(20_000);
    expect(film.nudges.length).toBe(2);
    film.run(30_000);
    expect(film.nudges.length).toBeGreaterThan(2);
    expect(film.nudges.length).toBeLessThanOrEqual(4);
  });

  it('is more patient while the clock is uncertain, and never as patient as an ear', () => {
    expect(fineThresholds(0).enterMs).toBe(2);
    expect(fineThresholds(2).enterMs).toBe(3);
    expect(fineThresholds(Number.POSITIVE_INFINITY).enterMs).toBe(4);
    const film = new Film(3);
    film.controller.thresholds = fineThresholds(2.5);
    film.run(10_000);
    expect(film.nudges).toEqual([]);
  });

  it('takes the widest errors for noise when the pitch is kept', () => {
    const film = new Film(5);
    film.controller.thresholds = COARSE;
    film.run(10_000);
    expect(film.nudges).toEqual([]);
  });

  it('finishes a series below the lower threshold', () => {
    const film = new Film(6);
    film.obeys = true;
    film.run(500);
    film.error -= 1.2;
    film.run(10_000);
    expect(Math.abs(film.error)).toBeLessThan(0.7);
  });

  describe('from any error, with noise', () => {
    let random: () => number;
    beforeEach(() => {
      random = seededRandom(99);
    });

    it('converges below 2 ms in 10 s and then rests', () => {
      for (let i = 0; i < 200; i++) {
        const film = new Film((random() - 0.5) * 780);
        film.noise = () => (random() - 0.5) * 2;
        film.run(10_000);
        expect(Math.abs(film.error)).toBeLessThan(2);
        expect(film.nudges.length).toBeLessThanOrEqual(5);
        expect(film.seeks).toEqual([]);
        const settled = film.nudges.length;
        film.run(20_000);
        expect(film.nudges.length - settled).toBeLessThanOrEqual(1);
      }
    });

    it('never overshoots to the other side by more than the entry threshold', () => {
      for (let i = 0; i < 100; i++) {
        const film = new Film(5 + random() * 380);
        for (let t = 0; t < 10_000; t += 100) {
          film.run(100);
          expect(film.error).toBeGreaterThan(-2);
        }
      }
    });
  });
});
