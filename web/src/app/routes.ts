import type { Component } from 'svelte';

type Loader = () => Promise<{ default: Component<{ params: Record<string, string> }> }>;

export interface Route {
  /** Segments; `:name` matches any one segment. */
  pattern: string;
  /** An account's login is needed. */
  needsAccount?: boolean;
  /** The room brings its own header. */
  bare?: boolean;
  load: Loader;
}

const view = (load: () => Promise<unknown>): Loader => load as Loader;

export const routes: readonly Route[] = [
  { pattern: '/', load: view(() => import('./landing.svelte')) },
  { pattern: '/sign-up', load: view(() => import('@/features/accounts/sign-up.svelte')) },
  { pattern: '/sign-in', load: view(() => import('@/features/accounts/sign-in.svelte')) },
  { pattern: '/setup', load: view(() => import('@/features/accounts/setup.svelte')) },
  {
    pattern: '/library',
    needsAccount: true,
    load: view(() => import('@/features/library/library-view.svelte')),
  },
  { pattern: '/calibrate', load: view(() => import('@/features/calibration/calibrate.svelte')) },
  { pattern: '/join/:code', load: view(() => import('@/features/parties/join-view.svelte')) },
  {
    pattern: '/party/:code',
    bare: true,
    load: view(() => import('@/features/parties/room-view.svelte')),
  },
];

export interface Match {
  route: Route;
  params: Record<string, string>;
}

export function match(path: string, table: readonly Route[] = routes): Match | null {
  const segments = split(path);
  for (const route of table) {
    const params = matchOne(split(route.pattern), segments);
    if (params) return { route, params };
  }
  return null;
}

const split = (path: string) => path.split('/').filter((segment) => segment !== '');

function matchOne(pattern: string[], segments: string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [i, expected] of pattern.entries()) {
    const actual = segments[i] ?? '';
    if (expected.startsWith(':')) params[expected.slice(1)] = decoded(actual);
    else if (expected !== actual) return null;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
