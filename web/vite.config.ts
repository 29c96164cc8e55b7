import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env['MATINEE_SERVER'] ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [
    svelte({
      compilerOptions: { runes: true },
      onwarn(warning, report) {
        // media-chrome's elements are custom elements with roles of their own.
        if (warning.code === 'a11y_media_has_caption') return;
        report(warning);
      },
    }),
  ],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
    ...(process.env['VITEST'] ? { conditions: ['browser'] } : {}),
  },
  build: {
    target: 'es2022',
    manifest: true,
    // Route chunks are small; the browser fetches them when the route is opened.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/v1': server,
      '/api': server,
      '/media': server,
      '/socket.io': { target: server, ws: true },
    },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    // Whole rooms are simulated, on machines that may be busy with other suites.
    testTimeout: 60_000,
  },
});
