import { createTestCa, type TestCa } from '@certkeep/testing';
import type { Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { expect, test } from './certkeep.js';
import { chooseFiles, expectAccessible, file, signIn } from './certkeep-pages.js';
import { callerOf } from './rpc.js';

/** A server's own certificate, which nobody else has signed. */
interface SelfSigned {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

let ca: TestCa;
let folder: string;
let production: string;
let call: Awaited<ReturnType<typeof callerOf>>;
const peers: Server[] = [];

test.use({ journey: 'truststores', truststoreFiles: true });
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ server }) => {
  folder = mkdtempSync(join(tmpdir(), 'certkeep-e2e-'));
  ca = await createTestCa();
  call = await callerOf(server.httpUrl, server.setupUrl ?? '');
  const made = await call('EnvironmentService/CreateEnvironment', { environment: { name: 'production' } });
  production = ((await made.json()) as { environment: { id: string } }).environment.id;
});
test.afterAll(() => {
  for (const peer of peers) peer.close();
  rmSync(folder, { recursive: true });
});

/** For 127.0.0.1. */
function selfSigned(name: string): SelfSigned {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', ...made, ...names], { stdio: 'ignore' });
  return { certificatePem: readFileSync(certificate, 'utf8'), privateKeyPem: readFileSync(key, 'utf8') };
}

/** @returns its address */
async function serve({ certificatePem, privateKeyPem }: SelfSigned): Promise<string> {
  const peer = createServer({ cert: certificatePem, key: privateKeyPem });
  peer.on('tlsClientError', () => undefined);
  peers.push(peer);
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(peer.address() as AddressInfo).port}`;
}

async function store(name: string, certificatePem: string, environmentIds: string[]) {
  const material = { paste: { text: certificatePem } };
  await call('CertificateService/CreateCertificate', { name, alias: name, environmentIds, material });
}

async function showProduction(page: Page) {
  await page.getByRole('link', { name: 'Truststores' }).click();
  await page.getByLabel('Environment').selectOption('production');
  await expect(page).toHaveURL(new RegExp(`environment=${production}`));
}

async function fetchFrom(page: Page, address: string) {
  await page.goto('/certificates/new');
  await page.getByRole('tab', { name: 'From a server' }).click();
  await page.getByLabel('Address').fill(address);
  await page.getByRole('button', { name: 'Fetch certificate' }).click();
}

test('Certkeep’s own truststore comes first, with what is trusted now', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Truststores' }).click();
  await expect(page.getByRole('heading', { name: 'Truststores', level: 1 })).toBeVisible();
  await expect(page.getByLabel('Environment')).toHaveValue(/.+/);
  await expect(page.getByRole('switch', { name: 'Trust the system’s root CAs' })).toBeChecked();
  await expect(page.getByRole('button', { name: /^System roots \d+/ })).toBeVisible();
  const own = page.getByRole('region', { name: 'Certkeep’s own trust' });
  await expect(own).toContainText(/Current.*entries trusted/s);
  await own.getByText('3 files').click();
  await expect(own.getByRole('listitem').filter({ hasText: 'PKCS#12 for Java' })).toContainText(/entries, written/);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(page.getByRole('row')).toHaveCount(101);
});

test('a certificate that is assigned to an environment is trusted there', async ({ page }) => {
  const issued = await ca.issue({ commonName: 'shop.example', dnsNames: ['shop.example'] });
  await store('shop', issued.certificatePem, [production]);
  await signIn(page);
  await showProduction(page);
  await expect(page.getByRole('row', { name: /shop CN=shop\.example.*Valid.*Assigned certificate/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Assigned certificates 1' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'shop', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Copy SHA-256 fingerprint' })).toBeVisible();
  await expect(dialog.getByText(issued.sha256)).toBeVisible();
  await expect(dialog.getByText('Trust no more')).toHaveCount(0);
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download certificate' }).click();
  const pem = readFileSync(await (await download).path(), 'utf8');
  expect(new X509Certificate(pem).raw.equals(new X509Certificate(issued.certificatePem).raw)).toBe(true);
  await dialog.getByRole('link', { name: 'edit the certificate’s definition' }).click();
  await expect(page).toHaveURL(/tab=definitions/);
});

test('CAs are imported from a bundle, each with its verdict, and one bad file stops nothing', async ({ page }) => {
  const [first, second] = await Promise.all([createTestCa('Partner root'), createTestCa('Bank root')]);
  const expired = await ca.issue({ commonName: 'Old partner', notAfter: new Date(Date.now() - 60_000) });
  const bundle = `Our partners\n${first.certificatePem}\n${second.certificatePem}`;
  await signIn(page);
  await showProduction(page);
  await page.getByRole('button', { name: 'Import CAs' }).click();
  const dialog = page.getByRole('dialog');
  await expectAccessible(page);
  await chooseFiles(page, file('partners.pem', bundle), file('old.pem', expired.certificatePem), file('no.txt', 'Hi'));
  await expect(dialog.getByText('2 to add, 2 refused')).toBeVisible();
  await expect(dialog.getByRole('row', { name: /old\.pem.*Refused.*expired on/s })).toBeVisible();
  await expect(dialog.getByRole('row', { name: /no\.txt.*Refused/s })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('Trust expired ones as well').check();
  await expect(dialog.getByRole('button', { name: 'Import 3 CAs' })).toBeEnabled();
  await dialog.getByLabel('Trust expired ones as well').uncheck();
  await dialog.getByRole('button', { name: 'Import 2 CAs' }).click();
  await expect(dialog.getByText('2 added, 2 refused')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row', { name: /Partner root.*Imported CA/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Bank root.*Imported CA/ })).toBeVisible();

  await page.getByRole('button', { name: 'Import CAs' }).click();
  await dialog.getByRole('tab', { name: 'Paste' }).click();
  await dialog.getByLabel('Certificates as text').fill(first.certificatePem);
  await expect(dialog.getByText('1 here already')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Import CAs' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(dialog.getByLabel('Certificates as text')).toHaveValue(/BEGIN/);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('entries are found, told apart by their origin, and taken out', async ({ page }) => {
  await signIn(page);
  await showProduction(page);
  await page.getByLabel('Search the truststore').fill('bank');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page).toHaveURL(/search=bank/);
  await page.getByLabel('Search the truststore').fill('nothing like it');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('button', { name: 'Imported CAs 2' }).click();
  await expect(page.getByRole('row', { name: /shop/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Bank root', exact: true }).click();
  await page.getByRole('button', { name: 'Trust no more' }).click();
  await expect(page.getByText('Who relied on it there is refused from then on')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Trust it no more' }).click();
  await expect(page.getByRole('row', { name: /Bank root/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Imported CAs 1' })).toBeVisible();
});

test('system roots are switched on with what that does, and off after a question', async ({ page }) => {
  await signIn(page);
  await showProduction(page);
  const roots = page.getByRole('switch', { name: 'Trust the system’s root CAs' });
  await expect(roots).not.toBeChecked();
  await roots.click();
  await expect(roots).toBeChecked();
  await expect(page.getByRole('button', { name: /^System roots [1-9]/ })).toBeVisible();
  await roots.click();
  await expect(page.getByText('What is assigned or imported there stays')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Switch system roots off' }).click();
  await expect(roots).not.toBeChecked();
  await expect(page.getByRole('button', { name: 'System roots 0' })).toBeVisible();
});

test('the truststore is downloaded in every form', async ({ page }) => {
  await signIn(page);
  await showProduction(page);
  const dialog = page.getByRole('dialog');
  const get = async (form: string, password = '') => {
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    await dialog.getByLabel(form).check();
    if (password !== '') await dialog.getByLabel('Password').fill(password);
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download' }).click();
    const done = await download;
    await expect(dialog).toHaveCount(0);
    return { name: done.suggestedFilename(), content: readFileSync(await done.path()) };
  };
  const pem = await get('PEM bundle');
  expect(pem.name).toBe('truststore-production.pem');
  expect(pem.content.toString().match(/BEGIN CERTIFICATE/g)).toHaveLength(2);

  const store = await get('PKCS#12 for Java', 'open sesame');
  expect(store.name).toBe('truststore-production.p12');
  writeFileSync(join(folder, store.name), store.content);
  const opened = ['pkcs12', '-nokeys', '-in', join(folder, store.name), '-passin', 'pass:open sesame'];
  expect(execFileSync('openssl', opened, { encoding: 'utf8' }).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);

  const jks = await get('Java keystore');
  expect([jks.name, jks.content.subarray(0, 4).toString('hex')]).toEqual(['truststore-production.jks', 'feedfeed']);
  const zip = await get('ZIP of .cer files');
  expect([zip.name, zip.content.subarray(0, 2).toString()]).toEqual(['truststore-production.zip', 'PK']);

  await page.getByRole('button', { name: 'Download', exact: true }).click();
  await dialog.getByLabel('Java keystore').check();
  await dialog.getByLabel('Password').fill('short');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await expect(dialog.getByText('The password has 5 characters')).toBeVisible();
  await expect(dialog.getByLabel('Password')).toBeFocused();
  await expectAccessible(page);
});

test('a server that is not trusted is, once its certificate is', async ({ page }) => {
  const address = await serve(selfSigned('partner.example'));
  await signIn(page);
  await fetchFrom(page, address);
  await expect(page.getByText('The certificate is self-signed')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Trust it in API Manager' }).click();
  await expect(page.getByText('leads to an authority that Certkeep trusts')).toBeVisible();
  await expectAccessible(page);
  await page.goto('/truststores?origin=imported');
  await expect(page.getByRole('row', { name: /partner\.example.*Imported CA/ })).toBeVisible();
  await page.getByText('3 files').click();
  const path = await page.getByText(/truststore\.pem$/).innerText();
  await expect.poll(() => readFileSync(path, 'utf8')).toContain('# partner.example');
});

test('a server whose certificate is here is trusted by assigning it', async ({ page }) => {
  const certificate = selfSigned('held.example');
  await store('held', certificate.certificatePem, [production]);
  const address = await serve(certificate);
  await signIn(page);
  await fetchFrom(page, address);
  await expect(page.getByRole('link', { name: 'held', exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Assign it to API Manager' }).click();
  await expect(page.getByText('leads to an authority that Certkeep trusts')).toBeVisible();
  await page.goto('/truststores?origin=assigned');
  await expect(page.getByRole('row', { name: /held.*Assigned certificate/ })).toBeVisible();
});
