import { defineConfig } from '@playwright/test';
import { findBrowser } from './main/host/browser.ts';

/**
 * End-to-end tests in the system's Chromium through the Chromium host (project `chromium`), and in Electron where its
 * binary is there (project `electron`, which says where it was skipped). Started by scripts/e2e.mjs, which builds first.
 */
const executablePath = findBrowser();
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 40_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  // A trace records the page after each step, which doubles the time of the suite: WAYBILL_TRACE=1 asks for it.
  use: {
    trace: process.env.WAYBILL_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  },
  projects: [
    {
      name: 'chromium',
      testIgnore: '**/*.electron.spec.ts',
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...(executablePath === null ? {} : { executablePath }),
          args: [
            ...(isRoot ? ['--no-sandbox'] : []),
            '--disable-background-networking',
            '--disable-component-update',
            '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
          ],
        },
      },
    },
    { name: 'electron', testMatch: '**/*.electron.spec.ts' },
  ],
});
