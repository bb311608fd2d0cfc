import { createTestCa, type TestCa } from '@certkeep/testing';
import type { Page } from '@playwright/test';
import { expect, test } from './certkeep.js';
import { expectAccessible, signIn } from './certkeep-pages.js';
import { callerOf } from './rpc.js';

const day = 86_400_000;
const daysFromNow = (days: number) => new Date(Date.now() + days * day);

test.use({ journey: 'list' });
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ server }) => {
  const rpc = await callerOf(server.httpUrl, server.setupUrl ?? '');
  const ca = await createTestCa();
  const create = async (commonName: string, from: number, to: number, more: object = {}) => {
    const text = await pemOf(ca, commonName, from, to);
    await rpc('CertificateService/CreateCertificate', { material: { paste: { text } }, allowExpired: true, ...more });
  };
  await create('primary.example', -30, 300, { primary: true, labels: { team: 'payments' } });
  await create('expired.example', -400, -3);
  await create('soon.example', -300, 10, { labels: { team: 'payments', tier: '1' } });
  await create('upcoming.example', 20, 400);
  for (let number = 1; number <= 55; number++) {
    await create(`many-${String(number).padStart(2, '0')}.example`, -30, 200 + number / 10);
  }
  await rpc('NodeService/CreateNode', { node: { name: 'gateway', mtlsEnabled: true } });
});

async function pemOf(ca: TestCa, commonName: string, from: number, to: number): Promise<string> {
  const issued = await ca.issue({
    commonName,
    dnsNames: [commonName],
    notBefore: daysFromNow(from),
    notAfter: daysFromNow(to),
  });
  return issued.certificatePem + issued.privateKeyPem;
}

const card = (page: Page, word: string) =>
  page.getByRole('navigation', { name: 'Certificates by use and status' }).getByRole('link', { name: word });
const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('button', { name: /Actions for/ }) });
const count = (page: Page, text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

test('cards count certificates, and show those that they count', async ({ page }) => {
  await signIn(page);
  await expect(card(page, 'All')).toHaveText(/59\s*All/);
  await expect(card(page, 'All')).toHaveAttribute('aria-current', 'true');
  await expect(page.getByText('The numbers overlap')).toBeVisible();
  await expectAccessible(page);
  await card(page, 'Expired').click();
  await expect(page).toHaveURL(/\?status=expired$/);
  await expect(card(page, 'Expired')).toHaveAttribute('aria-current', 'true');
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByRole('row', { name: /expired\.example.*3 days ago.*Expired/ })).toBeVisible();
  await card(page, 'In use').first().click();
  await expect(page.getByRole('row', { name: /primary\.example.*Primary.*Valid.*1 node/ })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Remove the filter In use' }).click();
  await count(page, '59 certificates');
  await page.goBack();
  await expect(rows(page)).toHaveCount(1);
});

test('a week of the timeline shows the certificates that end in it, with the mouse and with the keyboard', async ({
  page,
}) => {
  await signIn(page);
  const fullest = page.getByRole('link', { name: /^Week of .*: \d\d certificates end$/ }).first();
  await fullest.click();
  await expect(page).toHaveURL(/\?week=\d{4}-\d\d-\d\d$/);
  await expect(page.getByText(/Ends in the week of/).first()).toBeVisible();
  await expect(fullest).toHaveAttribute('aria-current', 'true');
  const number = / (\d\d) certificates/.exec((await fullest.getAttribute('aria-label')) ?? '')?.[1] ?? '';
  await count(page, `${number} certificates`);
  await expectAccessible(page);
  await fullest.focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('link', { name: /^Week of/ }).first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: /^Week of/ }).nth(2)).toHaveAttribute('aria-current', 'true');
  await page.getByRole('button', { name: 'Clear all' }).click();
  await count(page, '59 certificates');
});

test('a day in the future shows what will have expired by then, under a banner', async ({ page }) => {
  await signIn(page);
  const then = daysFromNow(30).toISOString().slice(0, 10);
  await page.getByLabel('As of').fill(then);
  await expect(page.getByText('As of the end of')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`as-of=${then}`));
  await expect(card(page, 'Expired')).toHaveText(/2\s*Expired/);
  await expect(card(page, 'Upcoming')).toHaveText(/0\s*Upcoming/);
  await card(page, 'Expired').click();
  await expect(page.getByRole('row', { name: /soon\.example.*in \d+ days.*Expired/ })).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByRole('row', { name: /soon\.example.*Expired/ })).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.getByText('As of the end of')).toHaveCount(0);
  await expect(rows(page)).toHaveCount(1);
  await page.goto('/certificates?as-of=2020-01-01');
  await expect(page.getByText('1 Jan 2020 has passed')).toBeVisible();
  await expect(card(page, 'Expired')).toHaveText(/1\s*Expired/);
});

test('headers sort, pages follow without a jump, and the keyboard goes from row to row', async ({ page }) => {
  await signIn(page);
  await expect(rows(page)).toHaveCount(50);
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('button', { name: 'Expires', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Expires' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows(page).first()).toContainText('expired.example');
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(rows(page)).toHaveCount(59);
  await expect(rows(page).last()).toContainText('upcoming.example');
  await page.getByLabel('Sort by').selectOption('Newest');
  await expect(rows(page).first()).toContainText('many-55.example');
  await rows(page).first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows(page).nth(1)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.getByText('1 selected')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'many-54.example', level: 1 })).toBeVisible();
});

test('filters, search and order are in the address: opened again, it shows the same', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Label').fill('=payments');
  await page.keyboard.press('Enter');
  await expect(page.getByText('A label begins with its key')).toBeVisible();
  await page.getByLabel('Label').fill('team=payments');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(2);
  await page.getByLabel('Covers the domain').fill('not a host');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This is no host name')).toBeVisible();
  await page.getByLabel('Covers the domain').fill('https://soon.example/');
  await page.getByLabel('Expires within (days)').fill('20');
  await page.getByLabel('Private key').selectOption('With private key');
  await page.getByRole('checkbox', { name: 'Expires soon' }).check();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Filters' })).toBeFocused();
  await page.getByLabel('Search certificates').fill('soon');
  await page.getByLabel('Sort by').selectOption('Ends last');
  await expect(page).toHaveURL(/search=soon.*order=expire_time/);
  const chips = page.getByRole('group', { name: 'Filters that are on' });
  const texts = ['“soon”', 'Expires soon', 'Label team=payments', 'Expires within 20 days', 'Covers soon.example'];
  for (const text of texts) await expect(chips).toContainText(text);
  await page.reload();
  for (const text of texts) await expect(chips).toContainText(text);
  await expect(page.getByLabel('Search certificates')).toHaveValue('soon');
  await expect(page.getByLabel('Sort by')).toHaveValue('expire_time desc');
  await expect(rows(page)).toHaveCount(1);
  await page.getByLabel('Search certificates').fill('nowhere');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await count(page, '59 certificates');
  await expect(page.getByLabel('Search certificates')).toHaveValue('');
});

test('a list that can’t be had says so, with the request, and can be asked for again', async ({ page }) => {
  await signIn(page);
  await expect(rows(page)).toHaveCount(50);
  await page.route('**/*.CertificateService/ListCertificates', (route) => route.abort());
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(page.getByText('Could not show all of the certificates')).toBeVisible();
  await expect(rows(page)).toHaveCount(50);
  await expectAccessible(page);
  await page.unroute('**/*.CertificateService/ListCertificates');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(rows(page)).toHaveCount(59);
  await page.goto('/certificates?covers=two%20words');
  await expect(page.getByText('Could not show the certificates')).toBeVisible();
  await expect(page.getByText(/^Request \S+/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Remove the filter Covers two words' }).click();
  await expect(rows(page)).toHaveCount(50);
  await page.getByLabel('Select many-01.example').check();
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await expect(page.getByRole('status').filter({ hasText: '59 certificates' })).toBeFocused();
});

test('several get a label, and several are deleted: the one that a node presents stays, and says why', async ({
  page,
}) => {
  await signIn(page);
  for (const name of ['primary.example', 'soon.example']) {
    await page.getByLabel('Search certificates').fill(name);
    await expect(rows(page)).toHaveCount(1);
  }
  // What the filters leave out is not kept in secret.
  await page.getByLabel('Select soon.example').check();
  await page.getByLabel('Search certificates').fill('');
  await expect(rows(page)).toHaveCount(50);
  await expect(page.getByText('1 selected')).toHaveCount(0);

  await page.getByLabel('Select many-01.example').check();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByLabel('Select primary.example').check();
  await page.getByLabel('Select soon.example').check();
  await expect(page.getByText('3 selected')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Add label' }).click();
  await page.getByLabel('Key').fill('team');
  await page.getByLabel('Value').fill('billing');
  await expect(page.getByText('Replaces another value of 2 certificates.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Add label' }).click();
  await expect(page.getByText('3 certificates have the label now')).toBeVisible();

  await page.getByRole('region', { name: 'Selected certificates' }).getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveCount(3);
  await expect(dialog.getByRole('listitem').filter({ hasText: 'primary.example' })).toContainText('In use: 1 node');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Delete 3 certificates' }).click();
  await expect(dialog.getByText('2 are deleted, 1 is not')).toBeVisible();
  await expect(dialog.getByRole('listitem')).toContainText(['gateway']);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByText('1 selected')).toBeVisible();
  await count(page, '57 certificates');
});

test('deleted ones are shown with the day on which they are gone for good, and come back', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Deleted, to be restored').check();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: /soon\.example.*ago.*in \d\d days/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Restore soon.example' }).click();
  await expect(page.getByText('soon.example is back')).toBeVisible();
  await expect(page.getByRole('row', { name: /soon\.example/ })).toHaveCount(0);

  const text = await pemOf(await createTestCa('Another root'), 'other.example', -30, 300);
  await page.evaluate(`fetch('/certkeep.v1.CertificateService/CreateCertificate', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: ${JSON.stringify(JSON.stringify({ name: 'many-01.example', material: { paste: { text } } }))},
  })`);
  await page.getByRole('button', { name: 'Restore many-01.example' }).click();
  const dialog = page.getByRole('dialog', { name: 'Restore under another name' });
  await expect(dialog.getByLabel('Name')).toHaveValue('many-01.example (restored)');
  await expectAccessible(page);
  await dialog.getByLabel('Name').fill('soon.example');
  await dialog.getByRole('button', { name: 'Restore certificate' }).click();
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Name').fill('many-01 again');
  await dialog.getByRole('button', { name: 'Restore certificate' }).click();
  await expect(page.getByText('many-01 again is back')).toBeVisible();
  await expect(page.getByText('Nothing to restore')).toBeVisible();
  await page.getByRole('button', { name: 'Show the others' }).click();
  await count(page, '60 certificates');
});
