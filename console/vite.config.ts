import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const hub = process.env['UZEL_URL'] ?? 'http://localhost:8080';

/** `npm run build` writes to dist/console; `npx vite console` serves the sources and hands API calls to the hub at UZEL_URL. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The server puts a fresh nonce in the place of this word with each answer.
  html: { cspNonce: 'UZEL_NONCE' },
  build: {
    outDir: join(import.meta.dirname, '../dist/console'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': hub, '/help': hub } },
});
