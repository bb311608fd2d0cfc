/**
 * Takes the screenshots of the docs from the running product. Usage: node tools/screenshots/main.ts, after a build.
 */
import { connect, type NodeClient } from '@certkeep/node-client';
import { chromiumFlags, createTestCa, findChromium, startServer, type IssueOptions } from '@certkeep/testing';
import { chromium } from 'playwright-core';
import { fileURLToPath } from 'node:url';
import { rpcCaller } from '../demo/rpc-caller.ts';

const day = 24 * 60 * 60 * 1000;
const from = (days: number) => new Date(Date.now() + days * day);
const userName = 'admin';
const password = 'a password for pictures';
const examples: readonly (IssueOptions & { readonly name: string; readonly description: string })[] = [
  {
    name: 'Payments',
    description: 'Client certificate for the bank',
    commonName: 'payments.example.org',
    notBefore: from(-90),
    notAfter: from(275),
  },
  {
    name: 'Partner gateway',
    description: 'mTLS to the partner’s test system',
    commonName: 'gateway.example.org',
    notBefore: from(-350),
    notAfter: from(15),
  },
  { name: 'Reporting', description: '', commonName: 'reports.example.org', notBefore: from(20), notAfter: from(400) },
];

const nodes: NodeClient[] = [];
const partners = await Promise.all([1, 2, 3].map((number) => createTestCa(`Partner CA ${number}`)));
const partnerCas = partners.map(({ certificatePem }) => certificatePem).join('');
const server = await startServer({ env: { CERTKEEP_LOG_LEVEL: 'warn' } });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [...chromiumFlags],
  chromiumSandbox: false,
});
try {
  const rpc = rpcCaller(server.httpUrl);
  const setupSecret = server.setupUrl?.split('#')[1];
  await rpc('IdentityService/CompleteSetup', { setupSecret, userName, password, companyName: 'Example Ltd' });
  const ca = await createTestCa('Example Root CA');
  const issuing = await ca.intermediate('Example Issuing CA');
  for (let number = 1; number <= 24; number++) {
    const commonName = `service-${number}.example.org`;
    const issued = await issuing.issue({ commonName, dnsNames: [commonName], notAfter: from(20 + number * 14) });
    const text = issued.certificatePem + issuing.certificatePem + issued.privateKeyPem;
    await rpc('CertificateService/CreateCertificate', { name: `Service ${number}`, material: { paste: { text } } });
  }
  for (const [index, { name, description, ...options }] of examples.entries()) {
    const issued = await issuing.issue({ ...options, dnsNames: [options.commonName] });
    const text = issued.certificatePem + issuing.certificatePem + ca.certificatePem + issued.privateKeyPem;
    const { certificate } = await rpc('CertificateService/CreateCertificate', {
      name,
      description,
      material: { paste: { text } },
      primary: index === 0,
    });
    const { definitions } = certificate as { readonly definitions: readonly { readonly id: string }[] };
    await rpc('JwkService/CreateJwk', {
      jwk: { name: `${name} tokens`, definitionId: definitions[0]?.id, private: true },
    });
  }
  for (const name of ['gateway-1', 'gateway-2', 'reports']) {
    const { token } = await rpc('NodeService/CreateNode', { node: { name, mtlsEnabled: true } });
    if (name === 'gateway-1') nodes.push(connect({ endpoint: `http://${server.grpcAddress}`, token: String(token) }));
  }
  const shop = await issuing.issue({
    commonName: 'shop.example.org',
    dnsNames: ['shop.example.org', '*.shop.example.org'],
  });
  const upload = [
    file('shop.crt', shop.certificatePem),
    file('shop.key', shop.privateKeyPem),
    file('chain.pem', ca.certificatePem + issuing.certificatePem),
  ];
  for (const scheme of ['light', 'dark'] as const) await takePictures(scheme, upload);
} finally {
  for (const node of nodes) await node.close();
  await browser.close();
  await server.stop();
}

function file(name: string, content: string) {
  return { name, mimeType: 'application/x-pem-file', buffer: Buffer.from(content) };
}

async function takePictures(scheme: 'light' | 'dark', upload: readonly ReturnType<typeof file>[]): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    colorScheme: scheme,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const picture = async (name: string) => {
    await page.screenshot({ path: fileURLToPath(new URL(`../../docs/images/${name}-${scheme}.png`, import.meta.url)) });
  };
  await page.goto(server.httpUrl);
  await page.getByLabel('User name').fill(userName);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Payments', exact: true }).waitFor();
  await picture('certificates');
  await page.getByRole('link', { name: 'Payments', exact: true }).click();
  await page.getByRole('heading', { name: 'Chain' }).waitFor();
  await picture('certificate');
  await page.goto(`${server.httpUrl}/certificates/new`);
  await page.locator('input[type=file]').setInputFiles([...upload]);
  await page.getByText('Here, and it matches').waitFor();
  await picture('add-certificate');
  await page.goto(`${server.httpUrl}/jwks`);
  await page.getByRole('link', { name: 'Payments tokens' }).waitFor();
  await picture('jwks');
  await page.goto(`${server.httpUrl}/certificates`);
  await page.getByRole('link', { name: 'Reporting', exact: true }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog', { name: 'JWK Connection' }).waitFor();
  await picture('jwk-connection');
  await page.goto(`${server.httpUrl}/nodes`);
  await page.getByRole('row', { name: /gateway-1.*Acknowledged/ }).waitFor();
  await picture('nodes');
  await page.goto(`${server.httpUrl}/truststores`);
  await page.getByRole('button', { name: 'Import CAs' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles([file('partners.pem', partnerCas)]);
  await dialog.getByText('Partner CA 3', { exact: true }).waitFor();
  await picture('import-cas');
  await context.close();
}
