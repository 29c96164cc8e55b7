// Fails the build when a route's JavaScript (gzip, with everything it imports statically) grows
// beyond its budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const budgets = [
  { route: 'landing', kB: 60, views: ['src/app/landing.svelte'] },
  { route: 'join', kB: 60, views: ['src/features/parties/join-view.svelte'] },
  { route: 'room', kB: 230, views: ['src/features/parties/room-view.svelte'] },
];

function collect(key, into) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the build`);
  if (into.has(chunk.file)) return;
  into.add(chunk.file);
  for (const next of chunk.imports ?? []) collect(next, into);
}

let failed = false;
for (const { route, kB, views } of budgets) {
  const files = new Set();
  for (const key of ['index.html', ...views]) collect(key, files);
  let bytes = 0;
  for (const file of files) {
    if (file.endsWith('.js')) bytes += gzipSync(readFileSync(new URL(file, dist))).length;
  }
  const size = bytes / 1000;
  const verdict = size <= kB ? 'ok' : 'TOO BIG';
  console.log(`${route.padEnd(8)} ${size.toFixed(1).padStart(6)} kB of ${kB} kB  ${verdict}`);
  failed ||= size > kB;
}
if (failed) process.exit(1);
