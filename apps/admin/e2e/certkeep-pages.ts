import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './certkeep.js';

export const password = 'correct horse battery';

export const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});

export const chooseFiles = (page: Page, ...files: ReturnType<typeof file>[]) =>
  page.locator('input[type=file]').setInputFiles(files);

export async function signIn(page: Page, userName = 'admin') {
  await page.goto('/certificates');
  await page.getByLabel('User name').fill(userName);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Certificates', level: 1 })).toBeVisible();
}

/** With reduced motion a transition is short, and each element waits for the one around it: colours take some frames. */
const settledColours = `new Promise((resolve) => {
  let quietFrames = 0;
  const look = () => {
    const isMoving = document.getAnimations().some((animation) => animation instanceof CSSTransition);
    quietFrames = isMoving ? 0 : quietFrames + 1;
    if (quietFrames > 3) resolve();
    else requestAnimationFrame(look);
  };
  look();
})`;

/** Nothing that axe knows of is wrong, in either theme, and nothing has to be scrolled sideways on a phone. */
export async function expectAccessible(page: Page) {
  for (const theme of ['light', 'dark']) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    await page.evaluate(settledColours);
    // In the page itself: another tab for the findings would hide this one, and a hidden page draws nothing.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    // What lies behind an open dialog is dimmed, and out of reach.
    if ((await page.getByRole('dialog').count()) > 0) axe.include('[role=dialog]');
    // Themes differ in colours alone.
    const { violations } = await (theme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze();
    expect(violations.map(({ id, nodes }) => `${theme}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1280, height: 800 });
}
