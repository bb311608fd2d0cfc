/** Where Certkeep's gRPC port is. */
export interface Endpoint {
  /** `host:port` */
  readonly target: string;
  readonly tls: boolean;
  /** As it is compared and bound: `https://host:port`. */
  readonly url: string;
}

const defaultPort = 8701;

/**
 * @param text `https://host:port`, or `http://` for loopback; without a port, Certkeep's 8701
 * @param allowPlaintext takes `http://` for other hosts too
 * @throws TypeError
 */
export function parseEndpoint(text: string, allowPlaintext: boolean): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && ['', '/'].includes(url.pathname);
  if (url === undefined || !isPlain || url.username !== '' || url.search !== '') {
    throw new TypeError(`endpoint is “${text}”. Give a URL such as https://certkeep.example.org:8701.`);
  }
  const tls = url.protocol === 'https:';
  if (!tls && !allowPlaintext && !isLoopback(url.hostname)) {
    throw new TypeError(
      `endpoint is “${text}”: token and private keys would travel in the clear. Use https://, or set allowPlaintext.`,
    );
  }
  // URL drops a port that is its scheme's default; here it was meant.
  const port = url.port !== '' ? url.port : (/:(\d+)\/?$/.exec(text)?.[1] ?? defaultPort);
  const target = `${url.hostname}:${port}`;
  return { target, tls, url: `${tls ? 'https' : 'http'}://${target}` };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
