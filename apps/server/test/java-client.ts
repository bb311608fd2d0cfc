import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = `
import java.io.FileInputStream;
import java.net.URL;
import java.security.KeyStore;
import javax.net.ssl.*;

public class Client {
  public static void main(String[] args) throws Exception {
    KeyStore store = KeyStore.getInstance(args[2]);
    try (FileInputStream in = new FileInputStream(args[1])) { store.load(in, args[3].toCharArray()); }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpsURLConnection connection = (HttpsURLConnection) new URL(args[0]).openConnection();
    connection.setSSLSocketFactory(context.getSocketFactory());
    try {
      System.out.print("answered " + connection.getResponseCode());
    } catch (SSLHandshakeException refused) {
      System.out.print("refused");
    }
  }
}
`;

/** A Java program that calls an HTTPS server with a truststore file. */
export interface JavaClient {
  /** @returns what came of it: `answered 200`, or `refused` in the handshake */
  get(url: string, truststore: { readonly path: string; readonly type: 'PKCS12' | 'JKS' }): Promise<string>;
  close(): Promise<void>;
}

/** @param password of the truststores @throws Error with a sentence that says what to install */
export async function compileJavaClient(password: string): Promise<JavaClient> {
  const folder = await mkdtemp(join(tmpdir(), 'certkeep-java-'));
  await writeFile(join(folder, 'Client.java'), source);
  try {
    execFileSync('javac', ['-d', folder, join(folder, 'Client.java')], { stdio: 'pipe' });
  } catch (error) {
    throw new Error('The tests need a Java compiler. Debian: apt-get install default-jdk-headless.', { cause: error });
  }
  return {
    get: (url, { path, type }) =>
      new Promise((resolve, reject) => {
        execFile('java', ['-cp', folder, 'Client', url, path, type, password], (error, output, said) => {
          if (error === null) resolve(output);
          else reject(new Error(said, { cause: error }));
        });
      }),
    close: () => rm(folder, { recursive: true }),
  };
}

/** A truststore's entries as keytool lists them. */
export function keytoolEntries(path: string, password: string) {
  const output = execFileSync('keytool', ['-list', '-keystore', path, '-storepass', password], { stdio: 'pipe' });
  const entries = output
    .toString()
    .matchAll(/^(.+), \w+ \d+, \d+, (\w+), *\nCertificate fingerprint \(SHA-256\): ([0-9A-F:]+)/gm);
  return [...entries].map(([, alias, kind, sha256]) => ({
    alias,
    kind,
    sha256: sha256?.replaceAll(':', '').toLowerCase(),
  }));
}
