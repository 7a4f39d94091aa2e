import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** For esbuild: JSON files of packages (maps, code tables) become part of the bundle, since Node imports no JSON by itself. */
export const packagedJson = {
  name: 'waybill-packaged-json',
  setup(build) {
    build.onResolve({ filter: /^[^./].*\.json$/ }, ({ path }) => ({ path: require.resolve(path) }));
  },
};
