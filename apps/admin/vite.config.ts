import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [tailwindcss(), svelte()],
  resolve: { conditions: ['@certkeep/source', 'browser', 'module', 'import', 'default'] },
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 400 },
  server: { proxy: { '^/certkeep\\.v1\\.': 'http://127.0.0.1:8700' } },
});
