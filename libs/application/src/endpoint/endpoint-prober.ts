import type { CompanyId } from '@certkeep/domain';

/** What a server presented in a TLS handshake, before anybody trusted it. */
export interface PresentedEndpoint {
  /** DER, in the order that the server sent them; the leaf first. At least one. */
  readonly certificates: readonly Uint8Array[];
  /** The host that was asked for: an A-label name, or an address. */
  readonly host: string;
  /** The address that was connected to, as text. */
  readonly address: string;
  /** As in `TLSv1.3`. */
  readonly tlsVersion: string;
  /** Why a client with Certkeep's trust would not go on, for people; absent when it would. */
  readonly verificationError: string | undefined;
  /** Trust is what is missing: with a certificate of the chain assigned, the client would go on. */
  readonly untrusted: boolean;
}

/** On whose behalf, and how, a server is looked at. */
export interface ProbeCall {
  /** With whose trust the server is checked. */
  readonly company: CompanyId;
  /** That refusals name. */
  readonly field: string;
  readonly signal: AbortSignal;
}

/** Shows what HTTPS and LDAPS servers present. */
export interface EndpointProber {
  /**
   * Connects, completes TLS without trusting the peer, sends nothing else, and hangs up. Waits 10 seconds at most.
   * @param url `https://` or `ldaps://`; ports 443 and 636 unless it names one
   * @throws DomainError FIELD_INVALID for another URL, ADDRESS_FORBIDDEN for a host that may not be connected to (before
   *   any packet is sent), ENDPOINT_UNREACHABLE, RATE_LIMITED while too many are under way
   */
  probe(url: string, call: ProbeCall): Promise<PresentedEndpoint>;
}
