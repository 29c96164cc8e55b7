import { SoundOffset } from './sound-offset.svelte';

export const soundOffset = new SoundOffset(localStorage);
