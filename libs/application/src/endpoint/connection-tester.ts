import type { ProbeCall } from './endpoint-prober.js';

/** What a client shows in a handshake. */
export interface ClientCredential {
  /** DER. */
  readonly leaf: Uint8Array;
  /** DER, the leaf's issuer first. */
  readonly chain: readonly Uint8Array[];
  /** PKCS#8 DER. */
  readonly privateKey: Uint8Array;
}

/** How a connection with a client certificate went. */
export interface TestedConnection {
  /** The handshake was completed with the client's certificate, and the server did not refuse it afterwards. */
  readonly accepted: boolean;
  readonly clientCertificateRequested: boolean;
  /** For people; empty when it was accepted. */
  readonly error: string;
  /** The address that was connected to, as text. */
  readonly address: string;
  /** As in `TLSv1.3`; empty when no handshake came about. */
  readonly tlsVersion: string;
  /** By its name of RFC 8446 or RFC 5246; empty when no handshake came about. */
  readonly cipher: string;
  /** DER, in the order that the server sent them. */
  readonly serverCertificates: readonly Uint8Array[];
  /** Certkeep's own trust vouches for the server. */
  readonly serverVerified: boolean;
  /** Trust is what is missing: with a certificate of the chain assigned, it would vouch for it. */
  readonly untrusted: boolean;
  /** 0 when no HTTP answer came. */
  readonly httpStatus: number;
}

/** Tries connections to HTTPS servers with a client certificate. */
export interface ConnectionTester {
  /**
   * Connects, shows the certificate where it is asked for, sends one HEAD request, and hangs up. Waits 10 seconds at most.
   * @param url `https://`
   * @throws DomainError FIELD_INVALID for another URL, ADDRESS_FORBIDDEN for a host that may not be connected to (before
   *   any packet is sent), ENDPOINT_UNREACHABLE, RATE_LIMITED while too many are under way
   */
  test(url: string, credential: ClientCredential, call: ProbeCall): Promise<TestedConnection>;
}
