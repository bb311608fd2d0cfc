import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { expect, test } from './certkeep.js';
import { chooseFiles, expectAccessible, file, password, signIn } from './certkeep-pages.js';
import { callerOf } from './rpc.js';

test.use({ journey: 'lifecycle' });
test.describe.configure({ mode: 'serial' });

let ca: TestCa;
let issue: (commonName: string, ...dnsNames: readonly string[]) => Promise<IssuedCertificate>;

test.beforeAll(async ({ server }) => {
  ca = await createTestCa();
  issue = (commonName, ...dnsNames) =>
    ca.issue({ commonName, dnsNames: dnsNames.length === 0 ? [commonName] : dnsNames });
  const rpc = await callerOf(server.httpUrl, server.setupUrl ?? '');
  const create = async (name: string, issued: IssuedCertificate, more: object = {}) => {
    const text = issued.certificatePem + ca.certificatePem + issued.privateKeyPem;
    await rpc('CertificateService/CreateCertificate', { name, material: { paste: { text } }, ...more });
  };
  await create('Payments', await issue('pay.example', 'pay.example', 'www.pay.example'), { primary: true });
  await create('Payments next', await issue('*.pay.example', 'pay.example', '*.pay.example'));
  await create('Narrow', await issue('pay.example'));
  const exporter = {
    userName: 'exporter',
    role: 'USER_ROLE_VIEWER',
    extraPermissions: ['PERMISSION_KEYS_EXPORT'],
  };
  await rpc('IdentityService/CreateUser', { user: exporter, password });
  await rpc('NodeService/CreateNode', { node: { name: 'gateway', mtlsEnabled: true } });
});

const open = async (page: Page, name: string) => {
  await page.goto('/certificates');
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
};

test('new material shows whom it reaches, is confirmed by name, and becomes the next version', async ({ page }) => {
  await signIn(page);
  await open(page, 'Payments');
  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const renewed = await issue('pay.example', 'pay.example', 'www.pay.example');
  await dialog
    .locator('input[type=file]')
    .setInputFiles([file('renewed.pem', renewed.certificatePem + renewed.privateKeyPem)]);
  await expect(dialog.getByRole('listitem').filter({ hasText: 'gateway' })).toBeVisible();
  const save = dialog.getByRole('button', { name: 'Save and deploy' });
  await expect(save).toBeDisabled();
  await dialog.getByLabel('Type “Payments” to confirm').fill('Payments');
  await expectAccessible(page);
  await save.click();
  await expect(page.getByText('Payments has its new certificate')).toBeVisible();

  await page.getByRole('tab', { name: 'Versions' }).click();
  const newest = page.getByRole('listitem').filter({ hasText: 'Version 2' });
  await expect(newest).toContainText('Current');
  await expect(newest).toContainText('Serial number');
  await expectAccessible(page);
});

test('an earlier version is made current again, and all of it is told under Activity', async ({ page }) => {
  await signIn(page);
  await open(page, 'Payments');
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'Go back to it' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Type “Payments” to confirm').fill('payments');
  await dialog.getByRole('button', { name: 'Go back to version 1' }).click();
  await expect(page.getByText('Version 1 is current again')).toBeVisible();
  await page.getByRole('tab', { name: 'Activity' }).click();
  const activity = page.getByRole('list', { name: 'What was done, newest first' });
  await expect(activity.getByRole('listitem').first()).toContainText('went back to an earlier version');
  await expect(activity.getByRole('listitem').last()).toContainText('added it');
  await expectAccessible(page);
});

test('a certificate that lacks a name can’t take over, one that covers all can', async ({ page }) => {
  await signIn(page);
  await open(page, 'Payments');
  await page.getByRole('button', { name: 'Replace by another' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Narrow/ }).check();
  await expect(dialog.getByText('does not cover www.pay.example')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Move everything' })).toBeDisabled();
  await dialog.getByRole('radio', { name: /Payments next/ }).check();
  await dialog.getByLabel('Type “Payments” to confirm').fill('Payments');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Move everything' }).click();
  await expect(page.getByRole('heading', { name: 'Payments next', level: 1 })).toBeVisible();
  await expect(page.getByText('Primary', { exact: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Where used' }).click();
  await expect(page.getByRole('region', { name: 'API nodes' })).toContainText('gateway');
  await expectAccessible(page);
});

test('a definition is added for an environment, moved, and deleted', async ({ page }) => {
  await signIn(page);
  await open(page, 'Narrow');
  await page.getByRole('tab', { name: /Definitions/ }).click();
  await page.getByRole('button', { name: 'Add a definition' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Alias').fill('narrow here');
  await dialog.getByLabel(/API Manager/).check();
  const own = await issue('pay.example');
  await chooseFiles(page, file('own.pem', own.certificatePem + own.privateKeyPem));
  await expect(dialog.getByText('Here, and it matches')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save and deploy' }).click();
  const added = page.getByRole('region', { name: 'narrow here' });
  await expect(added).toContainText('API Manager');
  await added.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Alias').fill('narrow gate');
  await expect(dialog.getByText('Nothing depends on it.')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save and deploy' }).click();
  const renamed = page.getByRole('region', { name: 'narrow gate' });
  await renamed.getByRole('button', { name: 'Delete' }).click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Delete definition' }).click();
  await expect(renamed).toHaveCount(0);
});

test('a certificate is saved as a file, named after it', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Actions for Narrow' }).click();
  await page.getByRole('menuitem', { name: 'Export' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  expect((await saved).suggestedFilename()).toBe('Narrow.pem');
});

test('its private key is saved by those who may, under a passphrase that is typed twice', async ({ page }) => {
  await signIn(page);
  await open(page, 'Narrow');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('those who hold the permission keys:export')).toBeVisible();
  await expect(dialog.getByLabel(/PKCS#12/)).toHaveCount(0);
  await page.context().clearCookies();
  await signIn(page, 'exporter');
  await open(page, 'Narrow');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog.getByLabel('PKCS#12 with chain and private key').check();
  const passphrase = 'nobody guesses this';
  await dialog.getByLabel('Passphrase', { exact: true }).fill('too short');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await expect(dialog.getByText('Enter at least 12.')).toBeVisible();
  await expect(dialog.getByLabel('Passphrase', { exact: true })).toBeFocused();
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByLabel('Passphrase again').fill('nobody guesses that');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await expect(dialog.getByText('The two differ.')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('Passphrase again').fill(passphrase);
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('Narrow.p12');
  const opened = execFileSync(
    'openssl',
    ['pkcs12', '-in', await download.path(), '-passin', `pass:${passphrase}`, '-nodes'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  expect(opened.toString()).toContain('-----BEGIN PRIVATE KEY-----');
});

test('a deletion can be undone at once', async ({ page }) => {
  await signIn(page);
  await open(page, 'Narrow');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete certificate' }).click();
  await expect(page.getByText('Narrow is deleted')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Narrow is back')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Narrow', exact: true })).toBeVisible();
});
