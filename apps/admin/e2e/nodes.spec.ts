import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import type { Page } from '@playwright/test';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from './certkeep.js';
import { chooseFiles, expectAccessible, file, signIn } from './certkeep-pages.js';
import { callerOf } from './rpc.js';
import { TestNode } from './test-node.js';

test.use({ journey: 'nodes' });
test.describe.configure({ mode: 'serial' });

let ca: TestCa;
let issue: (commonName: string) => Promise<IssuedCertificate>;
let token = '';
let node: TestNode;

test.beforeAll(async ({ server }) => {
  ca = await createTestCa();
  issue = (commonName) => ca.issue({ commonName, dnsNames: [commonName] });
  const rpc = await callerOf(server.httpUrl, server.setupUrl ?? '');
  const { certificatePem, privateKeyPem } = await issue('pay.example');
  await rpc('CertificateService/CreateCertificate', {
    name: 'Payments',
    material: { paste: { text: certificatePem + ca.certificatePem + privateKeyPem } },
    primary: true,
  });
  await rpc('EnvironmentService/CreateEnvironment', { environment: { name: 'production' } });
});

test.afterAll(() => {
  node.close();
});

const openNode = async (page: Page) => {
  await page.goto('/nodes');
  await page.getByRole('link', { name: 'gateway', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'gateway', level: 1 })).toBeVisible();
};
const deployment = (page: Page) => page.getByRole('region', { name: 'Deployment' });

test('a node is registered for an environment, sees what it would present, and gets its token once', async ({
  page,
}) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Nodes' }).click();
  await page.getByRole('button', { name: 'Register node' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('gateway');
  await dialog.getByLabel('Environment').selectOption('production');
  await expect(dialog.getByText(/It would present Payments as long as that is the primary one/)).toBeVisible();
  await dialog.getByLabel(/mTLS/).uncheck();
  await expect(dialog.getByText('It would present nothing')).toBeVisible();
  await dialog.getByLabel(/mTLS/).check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Register node' }).click();
  await expect(page.getByRole('heading', { name: 'Token of gateway' })).toBeVisible();
  token = (await dialog.getByText(/^ckn/).textContent())?.trim() ?? '';
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByRole('row', { name: /gateway.*production.*Payments.*Primary.*Pending/ })).toBeVisible();
  await expect(page.getByText(token)).toHaveCount(0);
});

test('what it acknowledges is seen while one watches', async ({ page, server }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Nodes' }).click();
  const row = page.getByRole('row', { name: /gateway/ });
  await expect(row).toContainText('Nothing reported yet');
  node = new TestNode(server.httpUrl, token);
  const first = await node.certificate();
  await node.acknowledge(first, 'DELIVERED');
  await expect(row).toContainText('Delivered');
  await node.acknowledge(first, 'LOADED');
  await expect(row).toContainText('Acknowledged');
  await expect(row).toContainText('Watching');
  await expectAccessible(page);

  await openNode(page);
  await expect(deployment(page)).toContainText('Live');
  await expect(deployment(page)).toContainText(`Revision ${first.revision}`);
  await expect(deployment(page).getByText(first.sha256Fingerprint)).toHaveCount(2);
  await expect(page.getByRole('table', { name: 'Reports, newest first' })).toContainText('Loaded');
  await node.acknowledge(first, 'USED');
  await expect(deployment(page)).toContainText('Used in a handshake');
  await expect(page.getByRole('table', { name: 'Reports, newest first' })).toContainText('Used in a handshake');
  await expectAccessible(page);
});

test('saved and deployed, the page tells how many have it, until all have', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Payments', exact: true }).click();
  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  const renewed = await issue('pay.example');
  await chooseFiles(page, file('renewed.pem', renewed.certificatePem + renewed.privateKeyPem));
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Type “Payments” to confirm').fill('Payments');
  await dialog.getByRole('button', { name: 'Save and deploy' }).click();
  const consumers = page.getByRole('list', { name: 'Consumers by environment' });
  await expect(consumers).toContainText('production');
  await expect(consumers).toContainText('1 pending');
  await expectAccessible(page);
  const next = await node.certificate();
  await node.acknowledge(next, 'LOADED');
  await expect(consumers).toContainText('1 acknowledged');
  await page.getByRole('link', { name: 'Show all deployments' }).click();
  await expect(page).toHaveURL(/tab=deployments/);
  await expect(page.getByRole('row', { name: /gateway.*production.*Acknowledged.*Loaded/ })).toBeVisible();
  await expectAccessible(page);
});

test('a node that fails says why, and is shown as that beside the others', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Environments' }).click();
  await page.getByRole('link', { name: 'production' }).click();
  await expect(page.getByText('1 acknowledged')).toBeVisible();
  await expectAccessible(page);

  const other = await page.context().newPage();
  await other.goto('/certificates');
  await other.getByRole('link', { name: 'Payments', exact: true }).click();
  await other.getByRole('tab', { name: 'Versions' }).click();
  await other.getByRole('button', { name: 'Go back to it' }).click();
  await other.getByLabel('Type “Payments” to confirm').fill('Payments');
  await other.getByRole('button', { name: 'Go back to version 1' }).click();
  await expect(page.getByText('1 pending')).toBeVisible();
  // A browser lets a page that stands behind another one wait.
  await other.close();
  await node.acknowledge(await node.certificate(), 'FAILED', 'The key file can’t be written: no space left.');
  await expect(page.getByText('1 failed')).toBeVisible();
  await expect(page.getByRole('row', { name: /gateway.*Failed.*no space left/ })).toBeVisible();
  await expect(page.getByText('The others are not held up')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Try again: gateway' }).click();
  await expect(page.getByText('One node tries again')).toBeVisible();
  await expect(page.getByRole('row', { name: /gateway.*Pending.*Could not apply revision/ })).toBeVisible();
  await node.acknowledge(await node.certificate(), 'FAILED', 'Still no space left.');
  await expect(page.getByText('1 failed')).toBeVisible();

  await page.goto('/nodes?state=failed');
  await expect(page.getByRole('row', { name: /gateway.*Failed/ })).toBeVisible();
  await page.getByLabel('State').selectOption('Acknowledged');
  await expect(page).toHaveURL(/state=acknowledged/);
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('a connection is tried with what the node presents, and the handshake is told', async ({ page }) => {
  const { certificatePem, privateKeyPem } = await issue('127.0.0.1');
  const answer = createServer(
    { cert: certificatePem, key: privateKeyPem, ca: ca.certificatePem, requestCert: true, rejectUnauthorized: true },
    (_request, response) => response.writeHead(204).end(),
  );
  await new Promise<void>((resolve) => answer.listen(0, '127.0.0.1', resolve));
  const { port } = answer.address() as AddressInfo;
  await signIn(page);
  await openNode(page);
  await page.getByRole('button', { name: 'Test connection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('URL').fill('http://127.0.0.1');
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await expect(dialog.getByLabel('URL')).toBeFocused();
  await dialog.getByLabel('URL').fill(`https://127.0.0.1:${port}/health`);
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByText('Accepted', { exact: true })).toBeVisible();
  await expect(dialog.getByText('TLSv1.3')).toBeVisible();
  await expect(dialog.getByText('204')).toBeVisible();
  await expect(dialog.getByRole('list', { name: /server’s chain/ })).toContainText('CN=127.0.0.1');
  await expect(dialog.getByRole('button', { name: 'Trust it in API Manager' })).toBeVisible();
  await expectAccessible(page);
  answer.close();
});

test('a certificate is added with which it signs in, without its key, and removed', async ({ page }) => {
  await signIn(page);
  await openNode(page);
  const section = page.getByRole('region', { name: 'Client certificates' });
  await expect(section).toContainText('None: it signs in with its token.');
  await section.getByRole('button', { name: 'Add client certificate' }).click();
  const dialog = page.getByRole('dialog');
  const add = dialog.getByRole('button', { name: 'Add client certificate' });
  const { certificatePem, privateKeyPem, sha256 } = await issue('gateway.example');
  await dialog.getByLabel('Or its text').fill(certificatePem + privateKeyPem);
  await expect(dialog.getByText('There is a private key in it')).toBeVisible();
  await expect(add).toBeDisabled();
  await dialog.getByLabel('Or its text').fill(ca.certificatePem);
  await add.click();
  await expect(dialog.getByText('This is the certificate of a CA')).toBeVisible();
  await expectAccessible(page);
  await chooseFiles(page, file('gateway.pem', certificatePem));
  await expect(dialog.getByText('gateway.pem')).toBeVisible();
  await add.click();
  await expect(section.getByRole('row', { name: /CN=gateway\.example/ })).toContainText(sha256);
  await expectAccessible(page);
  await section.getByRole('button', { name: 'Remove CN=gateway.example' }).click();
  await expect(dialog).toContainText('streams that it opened with it end at once');
  await dialog.getByRole('button', { name: 'Remove client certificate' }).click();
  await expect(section).toContainText('None: it signs in with its token.');
});

test('an edit is previewed; with mTLS off nothing is deployed any more', async ({ page }) => {
  await signIn(page);
  await openNode(page);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Save and deploy' })).toBeDisabled();
  await dialog
    .getByRole('radio', { name: /Payments/ })
    .last()
    .check();
  await expect(dialog.getByText('It would present Payments')).toBeVisible();
  await dialog.getByLabel(/mTLS/).uncheck();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save and deploy' }).click();
  await expect(page.getByText('gateway is saved')).toBeVisible();
  await expect(page.getByText('mTLS is switched off for this node').first()).toBeVisible();
  await expect(deployment(page)).toContainText('nothing is deployed to it');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete node' }).click();
  await expect(page.getByText('No nodes yet')).toBeVisible();
});
