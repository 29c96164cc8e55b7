/** Runs one task at a time among all tabs of this origin. */
export interface TabLock {
  run<T>(name: string, task: () => Promise<T>): Promise<T>;
}

const leaseMs = 10_000;
const pollMs = 40;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** navigator.locks is missing on plain-http addresses other than localhost. */
export function tabLock(storage: Storage): TabLock {
  if ('locks' in navigator) {
    return { run: async (name, task) => await navigator.locks.request(name, task) };
  }
  return new LeaseLock(storage);
}

/** Write, wait, look again: whoever's lease is still there holds the lock. */
export class LeaseLock implements TabLock {
  readonly #storage: Storage;
  readonly #owner = String(Math.random());
  #queue: Promise<unknown> = Promise.resolve();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  run<T>(name: string, task: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => this.#hold(`lock.${name}`, task));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #hold<T>(key: string, task: () => Promise<T>): Promise<T> {
    for (;;) {
      const [owner, until] = (this.#storage.getItem(key) ?? '').split(' ');
      if (!owner || Number(until) < Date.now()) {
        this.#storage.setItem(key, `${this.#owner} ${Date.now() + leaseMs}`);
        await wait(pollMs);
        if (this.#storage.getItem(key)?.startsWith(this.#owner)) break;
      }
      await wait(pollMs);
    }
    try {
      return await task();
    } finally {
      this.#storage.removeItem(key);
    }
  }
}
