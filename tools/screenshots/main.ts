/**
 * Takes the screenshots of the docs from the running product. Usage: node tools/screenshots/main.ts, after a build.
 */
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
    await rpc('CertificateService/CreateCertificate', {
      name,
      description,
      material: { paste: { text } },
      primary: index === 0,
    });
  }
  await rpc('NodeService/CreateNode', { node: { name: 'gateway-1', mtlsEnabled: true } });
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
  await context.close();
}
