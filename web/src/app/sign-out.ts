import { session } from '@/lib/current-session';
import { navigation } from '@/lib/navigation.svelte';

export async function signOut(): Promise<void> {
  // Away first: a view that needs the login must not see it vanish.
  navigation.go('/');
  await session.signOut();
}
