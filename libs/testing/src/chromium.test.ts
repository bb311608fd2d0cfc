import { expect, it } from 'vitest';
import { findChromium } from './chromium.js';

it('takes the browser that CERTKEEP_TEST_CHROMIUM names', () => {
  expect(findChromium({ CERTKEEP_TEST_CHROMIUM: '/opt/chromium' }, [])).toBe('/opt/chromium');
});

it('finds a browser in a usual place', () => {
  expect(findChromium({}, ['/nowhere', process.execPath])).toBe(process.execPath);
});

it('says what to install or set where there is no browser', () => {
  expect(() => findChromium({ CERTKEEP_TEST_CHROMIUM: '' }, ['/nowhere'])).toThrow(
    /need Chromium, and none was found. Install it .* or set CERTKEEP_TEST_CHROMIUM/,
  );
});
