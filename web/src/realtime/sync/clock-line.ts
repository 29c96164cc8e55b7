/** Local monotonic ms (t0 sent, t3 received) and server ms (t1 received, t2 sent). */
export interface ClockSample {
  t0: number;
  t1: number;
  t2: number;
  t3: number;
}

/** server = local + offset + drift * (local - reference) */
export interface ClockLine {
  reference: number;
  offset: number;
  drift: number;
  /** Smallest round trip that the samples support, ms. */
  floorMs: number;
  /** One standard deviation of the offset, ms; what a constant asymmetry hides is not in it. */
  uncertaintyMs: number;
}

const MAX_DRIFT = 500e-6;
/** Half of all computers drift less than this against another; the tails of the prior are heavy (Cauchy's). */
const TYPICAL_DRIFT = 25e-6;
/** What an old floor may have moved since, ms per ms: quartz wanders by a few millionths. */
const AGEING = 5e-6;
const LEAST_JITTER_MS = 0.3;
const GRID = 40;

interface Point {
  sent: number;
  received: number;
  out: number;
  back: number;
}

interface Envelope {
  drift: number;
  out: number;
  back: number;
}

/**
 * Delay only ever adds, so t1 - t0 lies above the offset and t2 - t3 below it: the clock is a line between two clouds.
 * Each direction has its own lower envelope of delays; taking the two minima apart uses far more of the samples than the
 * smallest round trip does. For one drift the offset lies half way between the envelopes: exact when both directions have
 * the same smallest delay. With exponential jitter of mean J the likelihood of a drift is exp(n * gap / J), the gap being
 * the room between the clouds, so the line is the mean over all drifts, each weighted by likelihood and prior. The best
 * single drift would jump about with every new sample on an envelope. Half of a constant asymmetry of the path stays in
 * the offset and cannot be seen from here.
 */
export function fitClockLine(samples: readonly ClockSample[], now: number): ClockLine {
  const points = samples.map((s) => ({
    sent: s.t0 - now,
    received: s.t3 - now,
    out: s.t1 - s.t0 + (now - s.t3) * AGEING,
    back: s.t3 - s.t2 + (now - s.t3) * AGEING,
  }));
  const coarse = meanLine(points, 0, MAX_DRIFT);
  const fine = meanLine(points, coarse.drift, Math.max(4 * coarse.spread, MAX_DRIFT / GRID));
  return { ...fine, reference: now };
}

export function clockLineAt(line: ClockLine, local: number): number {
  return line.offset + line.drift * (local - line.reference);
}

function meanLine(
  points: readonly Point[],
  centre: number,
  reach: number,
): Omit<ClockLine, 'reference'> & { spread: number } {
  const envelopes: Envelope[] = [];
  for (let i = -GRID; i <= GRID; i++) envelopes.push(envelope(points, centre + (reach * i) / GRID));
  const widest = envelopes.reduce((a, b) => (b.out + b.back > a.out + a.back ? b : a));
  const envelopeMs = jitter(points, widest) / points.length;
  let [weights, offset, offsetSquare, drift, driftSquare, floorMs] = [0, 0, 0, 0, 0, 0];
  // Offsets are differences of two clocks, some 1e12 ms: their squares would lose all digits.
  const origin = (widest.out - widest.back) / 2;
  for (const e of envelopes) {
    const likelihood = Math.exp((e.out + e.back - widest.out - widest.back) / envelopeMs);
    const weight = likelihood / (1 + (e.drift / TYPICAL_DRIFT) ** 2);
    weights += weight;
    const shift = (e.out - e.back) / 2 - origin;
    offset += weight * shift;
    offsetSquare += weight * shift * shift;
    drift += weight * e.drift;
    driftSquare += weight * e.drift * e.drift;
    floorMs += weight * (e.out + e.back);
  }
  // Each envelope ends above the true floor by an exponential of mean envelopeMs; half their difference has this variance.
  const chance = (envelopeMs * envelopeMs) / 2;
  return {
    offset: origin + offset / weights,
    drift: drift / weights,
    floorMs: Math.max(0, floorMs / weights),
    spread: deviation(driftSquare / weights, drift / weights),
    uncertaintyMs: Math.hypot(
      deviation(offsetSquare / weights, offset / weights),
      Math.sqrt(chance),
    ),
  };
}

function deviation(meanSquare: number, mean: number): number {
  return Math.sqrt(Math.max(0, meanSquare - mean * mean));
}

function envelope(points: readonly Point[], drift: number): Envelope {
  let out = Number.POSITIVE_INFINITY;
  let back = Number.POSITIVE_INFINITY;
  for (const p of points) {
    out = Math.min(out, p.out - drift * p.sent);
    back = Math.min(back, p.back + drift * p.received);
  }
  return { drift, out, back };
}

/** Mean delay above the floor of one direction, ms. */
function jitter(points: readonly Point[], floor: Envelope): number {
  let sum = 0;
  for (const p of points) {
    sum +=
      p.out - floor.drift * p.sent - floor.out + (p.back + floor.drift * p.received - floor.back);
  }
  return Math.max(LEAST_JITTER_MS, sum / (2 * points.length));
}
