// How the dashboard is built: one page, rooms as lazy chunks, everything it needs bundled.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// What the dashboard asks of Dialtrace while it is served by Vite; /api/… are also files of ours.
const proxy = Object.fromEntries(
  ['/api/v1', '/v/', '/dt.js', '/dt-full.js', '/loader.js'].map((path) => [path, 'http://localhost:8080']),
);

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/dashboard', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // ECharts is one lazy chunk of about 550 kB; it is asked for only by the report by source.
    chunkSizeWarningLimit: 750,
    rolldownOptions: {
      output: {
        // Two files that every room needs instead of forty small ones: what starts the page, and what rooms share.
        codeSplitting: {
          groups: [
            { name: 'start', tags: ['$initial'] },
            { name: 'shared', minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy },
  preview: { port: 5174, proxy },
});
