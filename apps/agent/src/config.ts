/** What the agent keeps current: read from its one file. */
export interface AgentConfig {
  /** Holds what each target did last, and the sealed copies for starts while Certkeep is away. */
  readonly stateDirectory: string;
  readonly targets: readonly TargetConfig[];
}

/** One node of Certkeep, and what is made of its certificate and its environment's truststore on this host. */
export interface TargetConfig {
  readonly name: string;
  /** `https://host:port`, tried in turn. */
  readonly endpoints: readonly string[];
  /** How it signs in: all that is here is read anew at each attempt. Without a token the certificate does. */
  readonly tokenFile: string | undefined;
  readonly certificate: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** PEM of who issued Certkeep's certificate. */
  readonly caFile: string | undefined;
  readonly allowPlaintext: boolean;
  /** A link that is switched to a new folder at each change, in which the files stand; without it they are absolute. */
  readonly directory: string | undefined;
  readonly files: readonly FileConfig[];
  readonly reload: ReloadConfig | undefined;
}

/** What a file holds. */
export const contents = [
  'certificate',
  'chain',
  'full-chain',
  'key',
  'full-chain-and-key',
  'pkcs12',
  'truststore-pem',
  'truststore-pkcs12',
  'truststore-jks',
] as const;
export type Content = (typeof contents)[number];
export type TruststoreContent = Extract<Content, `truststore-${string}`>;

export function isTruststore(content: Content): content is TruststoreContent {
  return content.startsWith('truststore-');
}

/** Whether it is sealed or signed with a password. */
export function hasPassword(content: Content): boolean {
  return content === 'pkcs12' || content === 'truststore-pkcs12' || content === 'truststore-jks';
}

export interface FileConfig {
  readonly path: string;
  readonly content: Content;
  /** Of what has a password; its first line. */
  readonly passwordFile: string | undefined;
  /** User and group by name or number; undefined: the agent's own. */
  readonly owner: string | undefined;
  readonly group: string | undefined;
  /** Permission bits. */
  readonly mode: number;
}

export type ReloadConfig =
  | {
      readonly kind: 'command';
      /** Program and arguments: no shell. */
      readonly command: readonly [string, ...string[]];
      /** Milliseconds. */
      readonly timeout: number;
    }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals; readonly pidFile: string };
