import { createTestCa, type TestCa } from '@certkeep/testing';
import { expect, test } from './certkeep.js';
import { chooseFiles, expectAccessible, file, password, signIn } from './certkeep-pages.js';

let ca: TestCa;

test.use({ journey: 'journey' });
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  ca = await createTestCa();
});

test('the setup link creates the first administrator, once, and leaves the address bar', async ({ page, server }) => {
  await page.goto(server.setupUrl ?? '');
  await expect(page).toHaveURL(/\/setup$/);
  await expectAccessible(page);
  await page.getByLabel('Company').fill('Example Ltd');
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByLabel('Password')).toBeFocused();
  await expect(page.getByText('12 to 128 characters')).toBeVisible();
  await expect(page.getByLabel('User name')).toHaveValue('admin');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('No certificates yet')).toBeVisible();
  await expectAccessible(page);

  await page.goto(server.setupUrl ?? '');
  await page.getByLabel('User name').fill('second');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('used already')).toBeVisible();
});

test('a wrong password says so at its field and lets nobody in', async ({ page }) => {
  await page.goto('/nodes');
  await expectAccessible(page);
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByText('don’t match')).toBeVisible();
  await expect(page.getByLabel('Password')).toBeFocused();
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Nodes', level: 1 })).toBeVisible();
});

test('a certificate goes in as one PEM file, is primary, edited, and deleted', async ({ page }) => {
  await signIn(page);
  const issued = await ca.issue({ commonName: 'api.example.org', dnsNames: ['api.example.org'] });
  await page.getByRole('button', { name: 'Add certificate' }).click();
  await expect(page.getByText('What is understood of it appears here')).toBeVisible();
  await chooseFiles(page, file('both.pem', issued.certificatePem + issued.privateKeyPem));
  await expect(page.getByText('Here, and it matches')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save certificate' }).click();
  await expect(page.getByRole('heading', { name: 'api.example.org', level: 1 })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Set as primary' }).click();
  await expect(page.getByText('is primary now')).toBeVisible();
  await expect(page.getByText('Primary', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: '← Certificates' }).click();
  await expect(page.getByRole('row', { name: /api\.example\.org.*Primary.*in 12 months.*Valid/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Actions for api.example.org' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByLabel('Name').fill('Payments');
  await page.getByLabel('Description').fill('For the bank');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /Payments.*For the bank/ })).toBeVisible();

  await page.getByRole('button', { name: 'Actions for Payments' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByText('No other takes its place')).toBeVisible();
  await page.getByRole('button', { name: 'Delete certificate' }).click();
  await expect(page.getByText('No certificates yet')).toBeVisible();
});

test('a certificate goes in as .crt and .key, and bad material is told at its field', async ({ page }) => {
  await signIn(page);
  const issued = await ca.issue({ commonName: 'two files' });
  const other = await ca.issue({ commonName: 'other' });
  await page.goto('/certificates/new');
  await chooseFiles(page, file('notes.txt', 'Hello'));
  await expect(page.getByText('neither PEM nor DER')).toBeVisible();
  await page.getByRole('button', { name: 'Leave out notes.txt' }).click();
  await chooseFiles(page, file('a.crt', issued.certificatePem), file('b.key', other.privateKeyPem));
  await expect(page.getByText('belongs to none of these')).toBeVisible();
  await page.getByRole('button', { name: 'Leave out b.key' }).click();
  await chooseFiles(page, file('a.key', issued.encryptedKeyPem('open sesame')));
  await page.getByLabel('Passphrase of the private key').fill('wrong');
  await expect(page.getByText('does not open the private key')).toBeVisible();
  await page.getByLabel('Passphrase of the private key').fill('open sesame');
  await expect(page.getByText('Here, and it matches')).toBeVisible();
  await page.getByLabel('Name').fill('Two files');
  await expect(page.getByText('This name is free')).toBeVisible();
  await page.getByRole('button', { name: 'Save certificate' }).click();
  await expect(page.getByRole('heading', { name: 'Two files' })).toBeVisible();

  await page.goto('/certificates/new');
  await page.getByLabel('Name').fill('TWO FILES');
  await expect(page.getByText('already called')).toBeVisible();
  await page.getByRole('tab', { name: 'Paste' }).click();
  await page.getByLabel('Certificate text').fill(other.certificatePem);
  await expect(page.getByText('the certificate can be trusted, not presented')).toBeVisible();
  await page.getByRole('button', { name: 'Save certificate' }).click();
  await expect(page.getByLabel('Name')).toBeFocused();
  await expect(page.getByLabel('Certificate text')).toHaveValue(other.certificatePem);
});

test('a change from a stale page is refused, and what was typed stays', async ({ page, context }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Actions for Two files' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByLabel('Description').fill('typed here');
  const elsewhere = await context.newPage();
  await elsewhere.goto('/certificates');
  await elsewhere.getByRole('button', { name: 'Actions for Two files' }).click();
  await elsewhere.getByRole('menuitem', { name: 'Set as primary' }).click();
  await expect(elsewhere.getByText('is primary now')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('changed by somebody else')).toBeVisible();
  await expect(page.getByLabel('Description')).toHaveValue('typed here');
  await page.getByRole('button', { name: 'Keep what I typed and go on' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /typed here/ })).toBeVisible();
});

test('a node is registered, its token is shown once, and deleting what it presents names it', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Nodes' }).click();
  await expect(page.getByText('No nodes yet')).toBeVisible();
  await page.getByRole('button', { name: 'Register node' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('gateway');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Register node' }).click();
  await expect(page.getByText(/ckn_[\w-]{43}/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByText(/ckn_/)).toHaveCount(0);
  await expect(page.getByRole('row', { name: /gateway.*Two files.*Primary, whichever it is/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Actions for gateway' }).click();
  await page.getByRole('menuitem', { name: 'Why this certificate?' }).click();
  await expect(page.getByText('It is the company’s primary one.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  await page.getByRole('link', { name: 'Certificates' }).click();
  await page.getByRole('button', { name: 'Actions for Two files' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem').filter({ hasText: 'gateway' })).toContainText('left without a certificate');
  const remove = dialog.getByRole('button', { name: 'Delete certificate' });
  await expect(remove).toBeDisabled();
  await dialog.getByLabel('Type “Two files” to confirm').fill('two files');
  await dialog.getByLabel(/I know that this node has no certificate/).check();
  await expect(remove).toBeEnabled();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
});

test('an ended session asks to sign in again over the page, and loses nothing', async ({ page, context }) => {
  await signIn(page);
  await page.goto('/certificates/new');
  await page.getByLabel('Description').fill('typed before the session ended');
  await context.clearCookies();
  await page.getByLabel('Name').fill('anything');
  await expect(page.getByRole('heading', { name: 'Sign in again' })).toBeVisible();
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in again' })).toHaveCount(0);
  await expect(page.getByLabel('Description')).toHaveValue('typed before the session ended');
});

test('the browser keeps nothing but the choice of a theme', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await page.evaluate('({ ...localStorage, ...sessionStorage })')).toEqual({ 'certkeep-theme': 'dark' });
  expect(await page.evaluate('document.cookie')).toBe('');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('everything can be reached and done with the keyboard alone', async ({ page }) => {
  await signIn(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Add certificate' })).toBeFocused();
  const menu = page.getByRole('button', { name: 'Actions for Two files' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('an address that leads nowhere says so', async ({ page }) => {
  await signIn(page);
  await page.goto('/nowhere');
  await expect(page.getByText('There is no such page')).toBeVisible();
  await expectAccessible(page);
  await page.goto('/certificates/00000000-0000-7000-8000-000000000000');
  await expect(page.getByText('There is no certificate with the id')).toBeVisible();
});
