const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** 1234567 → "1.2 MB". */
export function fileSize(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step > 1 && value < 100 ? value.toFixed(1) : Math.round(value)} ${units[step] ?? ''}`;
}
