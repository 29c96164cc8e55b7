export const speeds: readonly number[] = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

/** The next of the speeds in that direction; the same at the end of the list. */
export function nextSpeed(rate: number, direction: 1 | -1): number {
  const further = speeds.filter((speed) => (speed - rate) * direction > 0.001);
  return (direction > 0 ? further[0] : further.at(-1)) ?? rate;
}

export const speedText = (rate: number): string => `${Number(rate.toFixed(2))}×`;
