import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { expect, test } from './certkeep.js';
import { chooseFiles, expectAccessible, file, password, signIn } from './certkeep-pages.js';

let ca: TestCa;

test.use({ journey: 'intake' });
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ server }) => {
  ca = await createTestCa();
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

/** What the browser does when somebody presses the keys for pasting. */
const paste = (page: Page, text: string) =>
  page.evaluate(`
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(text)});
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  `);

function pkcs12(certificate: IssuedCertificate, passphrase: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'certkeep-e2e-'));
  const path = (name: string) => join(folder, name);
  writeFileSync(path('both.pem'), certificate.certificatePem + certificate.privateKeyPem);
  execFileSync('openssl', [
    'pkcs12',
    '-export',
    '-in',
    path('both.pem'),
    '-out',
    path('a.p12'),
    '-passout',
    `pass:${passphrase}`,
  ]);
  const store = readFileSync(path('a.p12'));
  rmSync(folder, { recursive: true });
  return store;
}

test('a PKCS#12 store asks for its passphrase, and is forgotten when it is left out', async ({ page }) => {
  await signIn(page);
  await page.goto('/certificates/new');
  const issued = await ca.issue({ commonName: 'store.example' });
  await chooseFiles(page, file('store.p12', pkcs12(issued, 'open sesame')));
  await expect(page.getByText('is closed. Enter its passphrase')).toBeVisible();
  await expectAccessible(page);
  const passphrase = page.getByLabel('Passphrase of the private key or store');
  await passphrase.fill('open barley');
  await expect(page.getByText('does not open the store')).toBeVisible();
  await passphrase.fill('open sesame');
  await expect(page.getByText('Here, and it matches')).toBeVisible();
  await page.getByLabel(/Certkeep itself/).check();
  await page.getByLabel('Alias').fill('Gate');
  await expect(page.getByText('This alias is free there.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save and deploy' }).click();
  await expect(page.getByRole('heading', { name: 'store.example', level: 1 })).toBeVisible();
});

test('a certificate is fetched from a server, shown with what is wrong with it, and stored as shown', async ({
  page,
}) => {
  const shown = await ca.issue({ commonName: 'shown.example', dnsNames: ['shown.example'] });
  const peer = createServer({ cert: shown.certificatePem + ca.certificatePem, key: shown.privateKeyPem });
  peer.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  const { port } = peer.address() as AddressInfo;
  await signIn(page);
  await page.goto('/certificates/new');
  await page.getByRole('tab', { name: 'From a server' }).click();
  await page.getByLabel('Address').fill('10.0.0.1');
  await page.keyboard.press('Enter');
  await expect(page.getByText('CERTKEEP_EGRESS_ALLOW')).toBeVisible();
  await expect(page.getByLabel('Address')).toHaveValue('https://10.0.0.1');
  await expectAccessible(page);
  await page.getByLabel('Address').fill(`ldaps://127.0.0.1:${port}`);
  await page.getByRole('button', { name: 'Fetch certificate' }).click();
  await expect(page.getByText('CN=Certkeep test root (root)')).toBeVisible();
  await expect(page.getByText('API_MANAGER')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save certificate' }).click();
  await expect(page.getByRole('heading', { name: 'shown.example', level: 1 })).toBeVisible();
  peer.close();
});

test('whatever is pasted anywhere on the page goes where it belongs', async ({ page }) => {
  await signIn(page);
  await page.goto('/certificates/new');
  await expect(page.getByRole('tab', { name: 'Paste' })).toBeVisible();
  const issued = await ca.issue({ commonName: 'pasted.example' });
  await paste(page, 'Monday at ten');
  await expect(page.getByRole('tab', { name: 'Files' })).toHaveAttribute('data-state', 'active');
  await paste(page, issued.certificatePem);
  await expect(page.getByLabel('Certificate text')).toHaveValue(/BEGIN CERTIFICATE/);
  await expect(page.getByRole('heading', { name: 'CN=pasted.example' })).toBeVisible();
  await paste(page, 'https://127.0.0.1:1');
  await expect(page.getByLabel('Address')).toHaveValue('https://127.0.0.1:1');
  await expect(page.getByText('Nothing answers at')).toBeVisible();
});

test('a folder of files becomes certificates, and one bad file stops nothing', async ({ page }) => {
  await signIn(page);
  await page.goto('/certificates/new');
  const issued = await Promise.all([1, 2, 3].map((number) => ca.issue({ commonName: `batch-${number}.example` })));
  await chooseFiles(
    page,
    ...issued.map(({ certificatePem }, index) => file(`${index}.crt`, certificatePem)),
    ...issued.map(({ privateKeyPem }, index) => file(`${index}.key`, privateKeyPem)),
    file('notes.txt', 'Hello'),
  );
  await expect(page.getByText('3 certificates to create, 1 refused')).toBeVisible();
  await expect(page.getByRole('row', { name: /notes\.txt.*neither PEM nor DER/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /0\.key batch-1\.example With its key/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create 3 certificates' }).click();
  await expect(page.getByText('3 certificates created, 1 refused')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'batch-2.example' }).first().click();
  await expect(page.getByRole('heading', { name: 'batch-2.example', level: 1 })).toBeVisible();
});

test('a name that would hide something is shown with what it hides', async ({ page }) => {
  await signIn(page);
  await page.goto('/certificates/new');
  await expect(page.getByRole('tab', { name: 'Paste' })).toBeVisible();
  const hostile = await ca.issue({ commonName: 'gro.elpmaxe\u202e<b>x</b>', dnsNames: ['a.example'] });
  await paste(page, hostile.certificatePem);
  await expect(page.getByRole('heading', { name: 'U+202E' })).toContainText(String.raw`\<b\>x\</b\>`);
  await page.getByRole('button', { name: 'Save certificate' }).click();
  await page.getByText('As text, with everything in it').click();
  await expect(page.getByRole('region', { name: 'The certificate as text' })).toContainText(String.raw`\u{202e}`);
  await expectAccessible(page);
});
