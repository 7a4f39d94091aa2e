import type { Plugin } from 'vite';

/** Lets Vite and Vitest import `.yml`, `.md` and `.sql` files as their text, as esbuild's `text` loader does for main/. */
export const textFiles = (): Plugin => ({
  name: 'waybill-text-files',
  enforce: 'pre',
  transform(code, id) {
    if (!/\.(yml|md|sql)$/.test(id)) return null;
    return { code: `export default ${JSON.stringify(code)};`, moduleType: 'js', map: null };
  },
});
