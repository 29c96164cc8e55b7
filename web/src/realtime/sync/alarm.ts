const waiting = new Map<number, () => void>();
let worker: Worker | null = null;
let ids = 0;

/** setTimeout that also keeps time while nobody sees the page. Returns the cancellation. */
export function alarm(ms: number, run: () => void): () => void {
  if (!document.hidden) {
    const timeout = setTimeout(run, ms);
    return () => clearTimeout(timeout);
  }
  worker ??= started();
  const id = ids++;
  waiting.set(id, run);
  worker.postMessage({ id, ms });
  return () => waiting.delete(id);
}

function started(): Worker {
  const made = new Worker(new URL('./alarm-worker.ts', import.meta.url), { type: 'module' });
  made.onmessage = ({ data }: MessageEvent<number>) => {
    const run = waiting.get(data);
    waiting.delete(data);
    run?.();
  };
  return made;
}
