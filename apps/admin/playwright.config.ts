import { chromiumFlags, findChromium } from '@certkeep/testing';
import { defineConfig } from '@playwright/test';

/** Browser tests against the built server: `npm test -- --only browser` builds it first. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  forbidOnly: process.env['CI'] !== undefined,
  // One browser at a time: two cores, and each worker has a server beside it.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    // Playwright makes a new, empty profile for each browser.
    launchOptions: { executablePath: findChromium(), args: [...chromiumFlags], chromiumSandbox: false },
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Colours are looked at the moment a theme changes, not on their way to it.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: 'off',
  },
});
