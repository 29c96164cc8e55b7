import type { Reaction } from '@/wire/party-events';

export const emojis = ['❤️', '😂', '😮', '😢', '👏', '🔥'] as const;

export interface Float {
  id: string;
  emoji: string;
  name: string;
  /** 0 to 1. */
  x: number;
}

const most = 24;

/** The emoji that rise over the picture at this moment. */
export class Reactions {
  floats = $state<Float[]>([]);

  add({ id, emoji, user, position }: Reaction): void {
    if (this.floats.some((float) => float.id === id)) return;
    const x = Math.min(1, Math.max(0, position?.x ?? 0.5));
    this.floats.push({ id, emoji, name: user.name, x });
    if (this.floats.length > most) this.floats.shift();
  }

  remove(id: string): void {
    this.floats = this.floats.filter((float) => float.id !== id);
  }
}
