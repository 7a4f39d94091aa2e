import { defineConfig } from 'vitest/config';
import { textFiles } from './scripts/text-plugin.ts';

export default defineConfig({
  plugins: [textFiles()],
  test: {
    include: [
      'shared/**/*.test.ts',
      'main/**/*.test.ts',
      'samples/**/*.test.ts',
      'scripts/**/*.test.ts',
      'renderer/**/*.test.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores are the machine we must pass on; native engines bring their own threads.
    maxWorkers: 2,
    pool: 'forks',
  },
});
