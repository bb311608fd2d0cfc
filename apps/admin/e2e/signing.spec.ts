import { createOpensslCa, type OpensslCa } from '@certkeep/testing';
import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { expect, test } from './certkeep.js';
import { chooseFiles, expectAccessible, file, password, signIn } from './certkeep-pages.js';

let ca: OpensslCa;

test.use({ journey: 'signing' });
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ server }) => {
  ca = createOpensslCa();
  await fetch(`${server.httpUrl}/certkeep.v1.IdentityService/CompleteSetup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      setupSecret: server.setupUrl?.split('#')[1],
      userName: 'admin',
      password,
      companyName: 'Example',
    }),
  });
});
test.afterAll(() => {
  ca.close();
});

/** What an authority gets: the file that the browser saves. */
async function downloaded(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download signing request' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.csr$/);
  return readFile(await download.path(), 'utf8');
}

test('a certificate is requested, signed elsewhere, and comes back to its key', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Signing requests' }).click();
  await expect(page.getByText('No signing requests yet')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Request the first certificate' }).click();
  await expect(page.getByRole('tab', { name: 'Request a new one' })).toHaveAttribute('data-state', 'active');
  await expect(page.getByText('Enter a common name, a DNS name or an IP address.')).toBeVisible();
  await page.getByLabel('Common name').fill('api.example.org');
  await page.getByLabel('Organization', { exact: true }).fill('Example, Inc.');
  await page.getByLabel('Country').fill('Germany');
  await page.getByLabel('DNS names').fill('api.example.org\nbücher.example');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create signing request' }).click();
  await expect(page.getByText('The country (C) has 7 characters')).toBeVisible();
  await expect(page.getByLabel('Country')).toBeFocused();
  await page.getByLabel('Country').fill('DE');
  await page.getByRole('button', { name: 'Create signing request' }).click();
  await expect(page.getByText('The signing request for api.example.org is ready')).toBeFocused();
  await expect(page.getByText(String.raw`CN=api.example.org,O=Example\, Inc.,C=DE`)).toBeVisible();
  await expect(page.getByText('api.example.org, xn--bcher-kva.example')).toBeVisible();
  await expectAccessible(page);
  const signed = ca.sign(await downloaded(page));

  await page.getByRole('button', { name: 'Go to signing requests' }).click();
  await expect(page.getByRole('row', { name: /api\.example\.org A new certificate Pending EC P-256/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Actions for api.example.org' }).click();
  await page.getByRole('menuitem', { name: 'Upload signed certificate' }).click();
  await chooseFiles(page, file('other.crt', ca.certificatePem));
  await expect(page.getByText('has another key than the signing request')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Store certificate' })).toBeDisabled();
  await expectAccessible(page);
  await chooseFiles(page, file('signed.crt', signed));
  await page.getByRole('button', { name: 'Store certificate' }).click();
  await expect(page.getByRole('heading', { name: 'api.example.org', level: 1 })).toBeVisible();
  await expect(page.getByText('Kept, sealed')).toBeVisible();
});

test('a certificate is renewed with a new key, and the answer is dropped where certificates are added', async ({
  page,
}) => {
  await signIn(page);
  await page.getByRole('link', { name: 'api.example.org' }).click();
  await page.getByRole('button', { name: 'Renew' }).click();
  await expect(page.getByLabel('Kind of key')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create signing request' }).click();
  await expect(page.getByRole('region', { name: 'The signing request as text' })).toContainText('BEGIN CERTIFICATE');
  await expectAccessible(page);
  const signed = ca.sign(await downloaded(page));
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('heading', { name: 'Waiting for its renewal' })).toBeVisible();
  await expectAccessible(page);

  await page.goto('/certificates/new');
  await chooseFiles(page, file('renewed.crt', signed));
  await expect(page.getByText('and renews that certificate')).toBeVisible();
  await expect(page.getByText('Waits here, in a signing request')).toBeVisible();
  await expect(page.getByLabel('Name')).toBeHidden();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Complete signing request' }).click();
  await expect(page.getByText('renews “api.example.org”')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'api.example.org', level: 1 })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Waiting for its renewal' })).toBeHidden();
});

test('a renewal with the same key is given up, and its key destroyed', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'api.example.org' }).click();
  await page.getByRole('button', { name: 'Renew' }).click();
  await page.getByLabel('The same key').check();
  await expect(page.getByLabel('Kind of key')).toBeHidden();
  await page.getByRole('button', { name: 'Create signing request' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Cancel request' }).click();
  await expect(page.getByText('is destroyed, for good')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel request' }).click();
  await expect(page.getByText('The signing request is cancelled')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Waiting for its renewal' })).toBeHidden();

  await page.getByRole('link', { name: 'Signing requests' }).click();
  await page.getByLabel('State').selectOption('Cancelled');
  await expect(page.getByRole('row', { name: /api\.example\.org A renewal Cancelled/ })).toBeVisible();
  await page.getByLabel('State').selectOption('Pending');
  await expect(page.getByText('None in this state')).toBeVisible();
  await expectAccessible(page);
});
