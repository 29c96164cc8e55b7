import type { Person } from '@/wire/party';

const forgetMs = 6_000;
const repeatMs = 3_000;

/** Who is writing; and telling the others that this viewer is. */
export class Typing {
  #people = $state<Person[]>([]);
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #tell: (isTyping: boolean) => void;
  readonly #now: () => number;
  #toldAt = -Infinity;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (isTyping: boolean) => void, now: () => number = Date.now) {
    this.#tell = tell;
    this.#now = now;
  }

  get names(): string[] {
    return this.#people.map(({ name }) => name);
  }

  /** A lost "stopped" must not leave somebody typing for ever. */
  heard(person: Person, isTyping: boolean): void {
    clearTimeout(this.#timers.get(person.profileId));
    this.#people = this.#people.filter(({ profileId }) => profileId !== person.profileId);
    if (!isTyping) return;
    this.#people.push(person);
    this.#timers.set(
      person.profileId,
      setTimeout(() => this.heard(person, false), forgetMs),
    );
  }

  typed(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stopped(), forgetMs - 1_000);
    if (this.#now() - this.#toldAt < repeatMs) return;
    this.#toldAt = this.#now();
    this.#tell(true);
  }

  stopped(): void {
    clearTimeout(this.#idle);
    if (this.#toldAt === -Infinity) return;
    this.#toldAt = -Infinity;
    this.#tell(false);
  }

  clear(): void {
    clearTimeout(this.#idle);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#people = [];
  }
}
