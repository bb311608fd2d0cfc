import { createTestCa, type TestCa } from '@certkeep/testing';
import type { Page } from '@playwright/test';
import { expect, test } from './certkeep.js';
import { chooseFiles, expectAccessible, file, password, signIn } from './certkeep-pages.js';

let ca: TestCa;

test.use({ journey: 'domains' });
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  ca = await createTestCa();
});

/** What is looked at of answers to calls without a page. */
interface Answer {
  readonly environments?: readonly { readonly id: string }[];
  readonly user?: { readonly id: string };
  readonly application?: { readonly id: string };
}

async function addCertificate(page: Page, name: string, dnsName: string, { withKey = true } = {}) {
  const issued = await ca.issue({ commonName: name, dnsNames: [dnsName] });
  await page.goto('/certificates/new');
  await chooseFiles(page, file('both.pem', issued.certificatePem + (withKey ? issued.privateKeyPem : '')));
  await expect(page.getByRole('button', { name: 'Save certificate' })).toBeEnabled();
  await page.getByRole('button', { name: 'Save certificate' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

async function act(page: Page, name: string, deed: string) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: deed }).click();
}

test('environments are added, changed and deleted', async ({ page, server }) => {
  await page.goto(server.setupUrl ?? '');
  await page.getByLabel('Company').fill('Example Ltd');
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('No certificates yet')).toBeVisible();

  await page.getByRole('link', { name: 'Environments' }).click();
  await expect(page.getByText('Certkeep itself')).toBeVisible();
  await expectAccessible(page);
  for (const name of ['production', 'tset']) {
    await page.getByRole('button', { name: 'Add environment' }).click();
    await page.getByLabel('Name').fill(name);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save environment' }).click();
    await expect(page.getByRole('row', { name })).toBeVisible();
  }
  await act(page, 'tset', 'Edit');
  await page.getByLabel('Name').fill('Production');
  await page.getByRole('button', { name: 'Save environment' }).click();
  await expect(page.getByText('There is an environment “production” already')).toBeVisible();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.getByLabel('Name').fill('test');
  await page.getByRole('button', { name: 'Save environment' }).click();
  await expect(page.getByRole('row', { name: 'test' })).toBeVisible();
  await act(page, 'test', 'Delete');
  await page.getByRole('button', { name: 'Delete environment' }).click();
  await expect(page.getByRole('row', { name: 'test' })).toHaveCount(0);
});

test('an application gets its environments and contacts', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Domains', exact: true }).click();
  await expect(page.getByText('No custom domains yet')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Go to applications' }).click();
  await expect(page.getByText('No applications yet')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Add the first application' }).click();
  await page.getByLabel('Name').fill('Shop');
  await page.getByLabel('production').check();
  await page.getByLabel('admin').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save application' }).click();
  await expect(page.getByRole('row', { name: /Shop.*production.*1.*0/ })).toBeVisible();
  await page.getByLabel('Search applications').fill('nothing');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(page.getByRole('row', { name: /Shop/ })).toBeVisible();
  await expectAccessible(page);
});

test('a custom domain is served with the best certificate that covers it', async ({ page }) => {
  await signIn(page);
  await addCertificate(page, 'shop wildcard', '*.shop.example');
  await addCertificate(page, 'pay exact', 'pay.shop.example');
  await addCertificate(page, 'trust only', '*.shop.example', { withKey: false });

  await page.goto('/domains');
  await page.getByRole('button', { name: 'Add the first custom domain' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Application').selectOption('Shop');
  await dialog.getByLabel('Environment').selectOption('production');
  await dialog.getByRole('textbox', { name: 'Host' }).fill('pay.shop.example');
  await expect(dialog.getByText('it names this host itself')).toBeVisible();
  await expect(dialog.getByRole('radio')).toHaveCount(3);
  await expect(dialog.getByText('trust only')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Show those that don’t qualify' }).click();
  await expect(dialog.getByText('“trust only” has no private key here')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('radio', { name: /pay exact/ }).check();
  await dialog.getByRole('button', { name: 'Save custom domain' }).click();
  await expect(page.getByRole('row', { name: /pay\.shop\.example.*Shop.*production.*pay exact.*Valid/ })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Add custom domain' }).click();
  await dialog.getByLabel('Application').selectOption('Shop');
  await dialog.getByLabel('Environment').selectOption('production');
  await dialog.getByRole('textbox', { name: 'Host' }).fill('PAY.shop.example');
  await dialog.getByRole('button', { name: 'Save custom domain' }).click();
  await expect(dialog.getByText('is a custom domain of “Shop” already')).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Host' })).toBeFocused();
  await dialog.getByRole('textbox', { name: 'Host' }).fill('www.shop.example');
  await dialog.getByRole('button', { name: 'Save custom domain' }).click();
  await expect(page.getByRole('row', { name: /www\.shop\.example.*None yet/ })).toBeVisible();
});

test('one certificate is assigned to many, and what servers present is looked at', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Domains', exact: true }).click();
  await page.getByLabel('Coverage').selectOption('Not covered');
  await expect(page).toHaveURL(/covered=no/);
  await expect(page.getByRole('row', { name: /www\.shop/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /pay\.shop/ })).toHaveCount(0);
  await page.getByLabel('Coverage').selectOption('Covered or not');

  await page.getByLabel('Choose pay.shop.example').check();
  await page.getByRole('button', { name: 'Choose all shown' }).click();
  await expect(page.getByText('2 chosen')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Assign a certificate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /pay exact/ }).check();
  await expect(dialog.getByText('does not cover www.shop.example')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Assign to 2 domains' })).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole('radio', { name: /shop wildcard/ }).check();
  await dialog.getByRole('button', { name: 'Assign to 2 domains' }).click();
  await expect(page.getByRole('row', { name: /shop wildcard.*Covers it/ })).toHaveCount(2);

  await page.getByRole('button', { name: 'Check what www.shop.example presents' }).click();
  await expect(page.getByRole('row', { name: /www\.shop\.example.*Not seen/ })).toBeVisible();
  await expectAccessible(page);
});

test('a technical contact changes domains of their applications alone', async ({ page, browser, server }) => {
  await signIn(page);
  const call = async (rpc: string, data: object) => {
    const response = await page.request.post(`/certkeep.v1.${rpc}`, { data });
    expect(response.status()).toBe(200);
    return (await response.json()) as Answer;
  };
  const { environments = [] } = await call('EnvironmentService/ListEnvironments', { kind: 1 });
  const environmentIds = environments.map(({ id }) => id);
  const role = 'USER_ROLE_TECHNICAL_CONTACT';
  const { user } = await call('IdentityService/CreateUser', { user: { userName: 'contact', role }, password });
  const { application } = await call('DomainService/CreateApplication', {
    application: { name: 'Office', environmentIds, technicalContactIds: [user?.id] },
  });
  await call('DomainService/CreateCustomDomain', {
    customDomain: { applicationId: application?.id, environmentId: environmentIds[0], host: 'office.example' },
  });

  const theirs = await (await browser.newContext({ baseURL: server.httpUrl })).newPage();
  await signIn(theirs, 'contact');
  await theirs.getByRole('link', { name: 'Applications' }).click();
  await expect(theirs.getByRole('row', { name: /Shop/ })).toBeVisible();
  await expect(theirs.getByRole('button', { name: 'Add application' })).toHaveCount(0);
  await theirs.getByRole('link', { name: 'Domains', exact: true }).click();
  await expect(theirs.getByRole('row', { name: /pay\.shop\.example/ })).toBeVisible();
  await expect(theirs.getByRole('button', { name: 'Actions for office.example' })).toBeVisible();
  await expect(theirs.getByRole('button', { name: 'Actions for pay.shop.example' })).toHaveCount(0);
  await theirs.getByRole('button', { name: 'Add custom domain' }).click();
  await expect(theirs.getByRole('dialog').getByLabel('Application').getByRole('option')).toHaveText([
    'Choose one',
    'Office',
  ]);
  await theirs.keyboard.press('Escape');
  await act(theirs, 'office.example', 'Delete');
  await theirs.getByRole('button', { name: 'Delete custom domain' }).click();
  await expect(theirs.getByText('office.example is deleted')).toBeVisible();
  await theirs.context().close();
});

test('what is in use is not deleted, and says what uses it', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Environments' }).click();
  await act(page, 'production', 'Delete');
  await page.getByRole('button', { name: 'Delete environment' }).click();
  await expect(page.getByText('is used by 2 custom domains')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'www.shop.example' }).click();
  await expect(page).toHaveURL(/domains\?search=www\.shop\.example/);
  await act(page, 'www.shop.example', 'Delete');
  await page.getByRole('button', { name: 'Delete custom domain' }).click();
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('link', { name: 'Applications' }).click();
  await act(page, 'Shop', 'Delete');
  await page.getByRole('button', { name: 'Delete application' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'pay.shop.example' })).toBeVisible();
});
