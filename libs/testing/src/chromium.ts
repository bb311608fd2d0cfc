import { existsSync } from 'node:fs';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Flags for a browser that keeps to itself: no sandbox, which root cannot have, no graphics processor, and nothing
 * fetched in the background.
 */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The Chromium for the browser tests: the one of CERTKEEP_TEST_CHROMIUM, or one in a usual place.
 *
 * @throws Error with a sentence that says what to install or set, when there is none.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env, places: readonly string[] = usualPlaces): string {
  const given = env['CERTKEEP_TEST_CHROMIUM'];
  const found = given === undefined || given === '' ? places.find((place) => existsSync(place)) : given;
  if (found === undefined) {
    throw new Error(
      'The browser tests need Chromium, and none was found. Install it (Debian: apt-get install chromium), or set ' +
        'CERTKEEP_TEST_CHROMIUM to the path of a Chromium or Chrome.',
    );
  }
  return found;
}
