import { createOpensslCa, createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import type { Page } from '@playwright/test';
import { expect, test } from './certkeep.js';
import { expectAccessible, file, signIn } from './certkeep-pages.js';
import { callerOf } from './rpc.js';

test.use({ journey: 'jwks' });
test.describe.configure({ mode: 'serial' });

let ca: TestCa;
let rpc: Awaited<ReturnType<typeof callerOf>>;
let issue: (commonName: string, algorithm?: 'Ed25519') => Promise<IssuedCertificate>;

interface Made {
  readonly certificate: { readonly id: string; readonly definitions: readonly { readonly id: string }[] };
}

const pemOf = ({ certificatePem, privateKeyPem }: IssuedCertificate) => certificatePem + privateKeyPem;

async function addCertificate(name: string, host: string): Promise<Made['certificate']> {
  const material = { paste: { text: pemOf(await issue(host)) } };
  return ((await (await rpc('CertificateService/CreateCertificate', { name, material })).json()) as Made).certificate;
}

const addJwk = (name: string, definitionId: string | undefined, more: object = {}) =>
  rpc('JwkService/CreateJwk', { jwk: { name, definitionId, private: true, ...more } });

test.beforeAll(async ({ server }) => {
  ca = await createTestCa();
  issue = (commonName, algorithm) =>
    ca.issue({ commonName, dnsNames: [commonName], ...(algorithm === undefined ? {} : { algorithm }) });
  rpc = await callerOf(server.httpUrl, server.setupUrl ?? '');
  await rpc('EnvironmentService/CreateEnvironment', { environment: { name: 'production' } });
  await addCertificate('Payments', 'pay.example');
});

const openCertificate = async (page: Page, name: string) => {
  await page.goto('/certificates');
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
};
const openJwk = async (page: Page, name: string) => {
  await page.goto('/jwks');
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
};
const relationship = (page: Page) => page.getByRole('region', { name: 'Relationship' });

test('the first JWK is made from a certificate, and its page shows all of it but the private half', async ({
  page,
}) => {
  await signIn(page);
  await page.getByRole('link', { name: 'JWKs' }).click();
  await expect(page.getByText('No JWKs yet')).toBeVisible();
  await expect(page.getByText('/.well-known/jwks.json')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create JWK' }).click();
  await expect(page.getByText('Choose a certificate.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create JWK' })).toBeDisabled();
  await page.getByRole('radio', { name: /Payments/ }).check();
  await expect(page.getByText(/Definition “Payments”: version 1, EC P-256, with its private key/)).toBeVisible();
  await expect(page.getByLabel('Name')).toHaveValue('Payments');
  await expect(page.getByLabel('Algorithm').getByRole('option')).toHaveText(['ES256']);
  await page.getByLabel('Encryption').check();
  await expect(page.getByLabel('Algorithm').getByRole('option')).toHaveCount(4);
  await page.getByLabel('Signature', { exact: false }).check();
  await page.getByLabel('Typed here').check();
  await expect(page.getByText('Enter the key ID.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create JWK' })).toBeDisabled();
  await page.getByLabel('Thumbprint of the key').check();
  await expect(page.getByText('As things stand:')).toBeVisible();
  await page.getByLabel('Name').fill('Token signing');
  await page.getByLabel('production').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create JWK' }).click();

  await expect(page.getByRole('heading', { name: 'Token signing', level: 1 })).toBeVisible();
  await expect(relationship(page)).toContainText('Made from Payments, definition Payments, version 1');
  await expect(page.getByText('permission keys:export')).toBeVisible();
  const shown = page.getByRole('region', { name: 'The public JWK as text' });
  await expect(shown).toContainText('"kty": "EC"');
  await expect(shown).not.toContainText('"d"');
  await expect(page.getByRole('link', { name: /Open the JWKS of production/ })).toHaveAttribute('href', /environments/);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Payments' }).click();
  await page.getByRole('tab', { name: 'Where used' }).click();
  await expect(page.getByRole('region', { name: 'JWKs' }).getByRole('link', { name: 'Token signing' })).toBeVisible();
});

test('the list is searched, filtered and sorted, and its address holds it', async ({ page }) => {
  await signIn(page);
  const other = await addCertificate('Reports', 'reports.example');
  await addJwk('Report tokens', other.definitions[0]?.id, { description: 'Signs what reports are asked with' });
  await page.getByRole('link', { name: 'JWKs' }).click();
  await expect(page.getByRole('row', { name: /Token signing.*EC · ES256.*Payments.*Valid.*production/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Report tokens/ })).toBeVisible();
  await expectAccessible(page);
  for (const width of [768, 1024, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  }
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(page).toHaveURL(/order=name\+desc/);
  await page.getByLabel('Search JWKs').fill('report');
  await expect(page.getByRole('row', { name: /Token signing/ })).toHaveCount(0);
  await page.getByLabel('Search JWKs').fill('');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Pasted').check();
  await page.getByLabel('Relationship').selectOption('Connected to a certificate');
  await page.getByRole('radio', { name: /Reports/ }).check();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/source=paste/);
  await expect(page.getByRole('button', { name: 'Remove the filter Made from Reports' })).toBeVisible();
  await expect(page.getByRole('row', { name: /Token signing/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('row', { name: /Report tokens/ })).toBeVisible();
  await page.getByLabel('Search JWKs').fill('nothing like it');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(page.getByRole('row', { name: /Token signing/ })).toBeVisible();
});

test('renamed, a JWK keeps its link; a name that is taken says so at its field', async ({ page }) => {
  await signIn(page);
  await openJwk(page, 'Token signing');
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Save JWK' })).toBeDisabled();
  await dialog.getByLabel('Name').fill('report TOKENS');
  await dialog.getByRole('button', { name: 'Save JWK' }).click();
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Name').fill('Checkout tokens');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save JWK' }).click();
  await expect(page.getByRole('heading', { name: 'Checkout tokens', level: 1 })).toBeVisible();
  await expect(relationship(page)).toContainText('Made from Payments');
});

test('with new material the JWK takes the new key, and the old one is listed as retired', async ({ page }) => {
  await signIn(page);
  await openJwk(page, 'Checkout tokens');
  const kidOf = async () => page.getByRole('definition').first().textContent();
  const before = await kidOf();
  await openCertificate(page, 'Payments');
  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles([file('renewed.pem', pemOf(await issue('pay.example')))]);
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Checkout tokens' })).toContainText('algorithm ES256');
  await dialog.getByRole('button', { name: 'Continue' }).click();

  await expect(page.getByRole('dialog', { name: 'JWK Connection' })).toBeVisible();
  await expect(dialog.getByText('This certificate is used in 1 JWK. What would you like to do?')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog.getByRole('button', { name: 'Update certificate only and disconnect' })).toBeVisible();
  await expectAccessible(page);
  // With the keyboard alone: back to the first choice, choose it, type the name, and do it.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(dialog.getByRole('button', { name: 'Update related JWKs' })).toBeFocused();
  await page.keyboard.press('Enter');
  const typed = dialog.getByLabel('Type “Payments” to confirm');
  await expect(typed).toBeFocused();
  const deed = dialog.getByRole('button', { name: 'Update 1 JWK and replace the certificate' });
  await page.keyboard.type('Payment');
  await expect(deed).toBeDisabled();
  await page.keyboard.press('Enter');
  await page.keyboard.type('s');
  await expect(deed).toBeEnabled();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Payments has its new certificate')).toBeVisible();

  await openJwk(page, 'Checkout tokens');
  await expect(relationship(page)).toContainText('version 2');
  expect(await kidOf()).not.toBe(before);
  await expect(page.getByRole('list', { name: 'Retired keys' })).toContainText(before?.trim() ?? 'a key ID');
  await expect(page.getByRole('list', { name: 'Retired keys' })).toContainText('Published until');
  await expectAccessible(page);
});

test('cancelled, nothing changes; going back to an earlier version can disconnect the JWK', async ({ page }) => {
  await signIn(page);
  await openCertificate(page, 'Payments');
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'Go back to it' }).click();
  const dialog = page.getByRole('dialog', { name: 'JWK Connection' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: 'Version 2' })).toContainText('Current');

  await page.getByRole('button', { name: 'Go back to it' }).click();
  await dialog.getByRole('button', { name: 'Update certificate only and disconnect' }).click();
  const confirm = page.getByRole('dialog', { name: 'Go back to version 1?' });
  await confirm.getByLabel('Type “Payments” to confirm').fill('payments');
  await confirm.getByRole('button', { name: 'Disconnect 1 JWK and go back to version 1' }).click();
  await expect(page.getByText('Version 1 is current again')).toBeVisible();
  await openJwk(page, 'Checkout tokens');
  await expect(relationship(page)).toContainText('Not connected to a certificate');
  await expectAccessible(page);
});

test('what was consented to is asked for again when something changed meanwhile', async ({ page }) => {
  const { id, definitions } = await addCertificate('Moving', 'moving.example');
  await addJwk('Moving one', definitions[0]?.id);
  await signIn(page);
  await openCertificate(page, 'Moving');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete JWKs' }).click();
  await dialog.getByLabel('Type “Moving” to confirm').fill('Moving');
  await addJwk('Moving two', definitions[0]?.id, { kidKind: 'JWK_KID_KIND_TIME' });
  await dialog.getByRole('button', { name: 'Delete 1 JWK and this certificate' }).click();
  await expect(dialog.getByText('Something changed since you looked')).toBeVisible();
  await expect(dialog.getByText('This certificate is used in 2 JWKs. What would you like to do?')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Delete and disconnect' }).click();
  await expect(dialog.getByLabel('Type “Moving” to confirm')).toHaveValue('');
  await dialog.getByLabel('Type “Moving” to confirm').fill('Moving');
  await rpc('CertificateService/UpdateCertificate', { certificate: { id, name: 'Moved' }, updateMask: 'name' });
  await dialog.getByRole('button', { name: 'Disconnect 2 JWKs and delete this certificate' }).click();
  await dialog.getByRole('button', { name: 'Delete and disconnect' }).click();
  await dialog.getByLabel('Type “Moved” to confirm').fill('Moved');
  await dialog.getByRole('button', { name: 'Disconnect 2 JWKs and delete this certificate' }).click();
  await expect(page.getByText('Moved is deleted')).toBeVisible();
  await page.goto('/jwks?connected=no');
  await expect(page.getByRole('row', { name: /Moving two.*Not connected/ })).toBeVisible();
});

test('a key that can’t do what a JWK is for leaves it to be disconnected, and says why', async ({ page }) => {
  const { definitions } = await addCertificate('Boxes', 'boxes.example');
  await addJwk('Box keys', definitions[0]?.id, { use: 'JWK_USE_ENC' });
  await signIn(page);
  await openCertificate(page, 'Boxes');
  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const renewed = pemOf(await issue('boxes.example', 'Ed25519'));
  await dialog.locator('input[type=file]').setInputFiles([file('renewed.pem', renewed)]);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByRole('button', { name: 'Update related JWKs' })).toBeDisabled();
  await expect(dialog.getByRole('button', { name: 'Update related JWKs' })).toHaveAccessibleDescription(
    /can't be updated/,
  );
  await expectAccessible(page);
});

test('deleted with its certificate, after the name was typed', async ({ page }) => {
  await signIn(page);
  await openCertificate(page, 'Reports');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete JWKs' }).click();
  const remove = dialog.getByRole('button', { name: 'Delete 1 JWK and this certificate' });
  await dialog.getByLabel('Type “Reports” to confirm').fill('Report');
  await expect(remove).toBeDisabled();
  await dialog.getByLabel('Type “Reports” to confirm').fill('Reports');
  await expectAccessible(page);
  await remove.click();
  await expect(page.getByText('Reports is deleted')).toBeVisible();
  await page.goto('/jwks?search=report');
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('a renewal that is signed asks about JWKs before it is stored', async ({ page }) => {
  const authority = createOpensslCa();
  const { definitions } = await addCertificate('Renewing', 'renewing.example');
  await addJwk('Renewing key', definitions[0]?.id);
  const answer = await rpc('CertificateService/CreateSigningRequest', { definitionId: definitions[0]?.id });
  const { signingRequest } = (await answer.json()) as { readonly signingRequest: { readonly csrPem: string } };
  const signed = authority.sign(signingRequest.csrPem);
  authority.close();
  await signIn(page);
  await openCertificate(page, 'Renewing');
  await page.getByRole('button', { name: 'Upload signed certificate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles([file('signed.crt', signed)]);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('dialog', { name: 'JWK Connection' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'Waiting for its renewal' })).toBeVisible();

  // The same certificate, dropped where certificates are added.
  await page.goto('/certificates/new');
  await page.locator('input[type=file]').setInputFiles([file('signed.crt', signed)]);
  await page.getByRole('button', { name: 'Complete signing request' }).click();
  await dialog.getByRole('button', { name: 'Update related JWKs' }).click();
  await dialog.getByLabel('Type “Renewing” to confirm').fill('Renewing');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Update 1 JWK and complete the signing request' }).click();
  await expect(page.getByRole('heading', { name: 'Renewing', level: 1 })).toBeVisible();
  await openJwk(page, 'Renewing key');
  await expect(relationship(page)).toContainText('version 2');
});

test('several certificates are deleted with their JWKs, each by its name', async ({ page }) => {
  for (const name of ['Bulk one', 'Bulk two']) {
    const { definitions } = await addCertificate(name, `${name.replace(' ', '-')}.example`);
    await addJwk(`${name} key`, definitions[0]?.id);
  }
  await signIn(page);
  for (const name of ['Bulk one', 'Bulk two', 'Payments']) await page.getByLabel(`Select ${name}`).check();
  await page.getByRole('region', { name: 'Selected certificates' }).getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete 3 certificates' }).click();
  await expect(page.getByRole('dialog', { name: 'JWK Connection' })).toBeVisible();
  await expect(
    dialog.getByText('2 of these certificates are used in 2 JWKs. What would you like to do?'),
  ).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Delete JWKs' }).click();
  const remove = dialog.getByRole('button', { name: 'Delete 2 JWKs and 3 certificates' });
  await dialog.getByLabel('Type “Bulk one” to confirm').fill('Bulk one');
  await expect(remove).toBeDisabled();
  await dialog.getByLabel('Type “Bulk two” to confirm').fill('bulk two');
  await expectAccessible(page);
  await remove.click();
  await expect(page.getByText('3 certificates are deleted')).toBeVisible();
  await page.goto('/jwks?search=bulk');
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('a relationship is removed, and a JWK deleted, from the list', async ({ page }) => {
  await signIn(page);
  await page.goto('/jwks');
  await page.getByRole('button', { name: 'Actions for Box keys' }).click();
  await page.getByRole('menuitem', { name: 'Remove relationship' }).click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Remove relationship' }).click();
  await expect(page.getByRole('row', { name: /Box keys.*Not connected/ })).toBeVisible();
  await page.getByRole('button', { name: 'Actions for Box keys' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete JWK' }).click();
  await expect(page.getByText('Box keys is deleted')).toBeVisible();
  await expect(page.getByRole('row', { name: /Box keys/ })).toHaveCount(0);
});
