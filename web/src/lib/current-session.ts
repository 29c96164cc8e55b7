import { browserSession } from './session.svelte';

export const session = browserSession();
