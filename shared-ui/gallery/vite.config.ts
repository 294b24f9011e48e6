/** The gallery: every component in both themes, for looking. Not shipped. `npx vite shared-ui/gallery` */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({ root: import.meta.dirname, plugins: [react()], clearScreen: false });
