const key = 'matinee.sound-offset';

/** Milliseconds by which this viewer's sound is late, as the viewer has set it. */
export function storedOffset(): number {
  const value = Number(localStorage.getItem(key));
  return Number.isFinite(value) ? Math.min(500, Math.max(0, value)) : 0;
}

export const storeOffset = (ms: number): void => localStorage.setItem(key, String(ms));
