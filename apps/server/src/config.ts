import { parseTruststorePassword, truststoreFormats, type TruststoreFormat } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import { AddressRangeError, createAddressPolicy } from '@certkeep/egress';
import { defaultLimits, type IntakeLimits, type TrustLimits } from '@certkeep/x509';
import { resolve } from 'node:path';

/** One setting: where it comes from, what it means, and what it is when nobody sets it. */
export interface Setting {
  readonly variable: string;
  readonly meaning: string;
  readonly fallback: string;
}

/** Every setting. The table in docs/operations.md is made from this list. */
export const settings = {
  dataDir: {
    variable: 'CERTKEEP_DATA_DIR',
    meaning: 'Folder of the embedded database and of the key-encryption key.',
    fallback: './data',
  },
  databaseUrl: {
    variable: 'CERTKEEP_DATABASE_URL',
    meaning:
      'Where the records are: `mysql://user:password@host:port/database` for MySQL 8.4 or MariaDB 10.11 and later, or `sqlite:<path>`.',
    fallback: '`certkeep.sqlite` in the data folder',
  },
  host: {
    variable: 'CERTKEEP_HOST',
    meaning: 'Address to listen on, for both ports.',
    fallback: '127.0.0.1',
  },
  httpPort: {
    variable: 'CERTKEEP_HTTP_PORT',
    meaning: 'Port of the web UI, Connect and gRPC-Web, `/healthz`, `/readyz` and `/metrics`. 0 takes a free one.',
    fallback: '8700',
  },
  grpcPort: {
    variable: 'CERTKEEP_GRPC_PORT',
    meaning: 'Port of gRPC. 0 takes a free one.',
    fallback: '8701',
  },
  publicUrl: {
    variable: 'CERTKEEP_PUBLIC_URL',
    meaning:
      'How browsers reach the web UI, when a proxy stands before it. With `https://` the session cookie is marked Secure.',
    fallback: 'the HTTP address',
  },
  allowPlaintext: {
    variable: 'CERTKEEP_ALLOW_PLAINTEXT',
    meaning:
      '`true` lets Certkeep listen beyond loopback without TLS of its own: only behind a proxy that adds it, since private keys and tokens travel here.',
    fallback: 'false',
  },
  keyFile: {
    variable: 'CERTKEEP_KEY_FILE',
    meaning: 'File of the key-encryption key, made at first start with mode 0600. Back it up apart from the database.',
    fallback: '`key-encryption-key` in the data folder',
  },
  key: {
    variable: 'CERTKEEP_KEY',
    meaning: 'The key-encryption key itself, instead of a file: 32 bytes in Base64.',
    fallback: 'none',
  },
  systemRootsFile: {
    variable: 'CERTKEEP_SYSTEM_ROOTS_FILE',
    meaning: 'PEM file of the system roots that environments can trust.',
    fallback: 'Mozilla’s list, as it comes with Node.js',
  },
  truststoreDir: {
    variable: 'CERTKEEP_TRUSTSTORE_DIR',
    meaning:
      'Folder for files of what the API_MANAGER environment trusts, for the JVMs and others beside Certkeep: `<company>/truststore.p12`, `.jks` and `.pem`, kept in step with every change.',
    fallback: 'none: no files',
  },
  truststorePassword: {
    variable: 'CERTKEEP_TRUSTSTORE_PASSWORD',
    meaning: 'Password of those files. It guards their integrity, and keeps nothing secret.',
    fallback: 'changeit',
  },
  truststoreFormats: {
    variable: 'CERTKEEP_TRUSTSTORE_FORMATS',
    meaning: 'Which of those files are written, with commas between: `pkcs12`, `jks`, `pem`, `zip`.',
    fallback: 'pkcs12,jks,pem',
  },
  egressAllow: {
    variable: 'CERTKEEP_EGRESS_ALLOW',
    meaning:
      'Addresses beyond the public internet that Certkeep may connect to when it fetches a certificate: addresses or ranges with commas between, as in `10.20.0.0/16,2001:db8::5`.',
    fallback: 'none',
  },
  uploadBytes: {
    variable: 'CERTKEEP_UPLOAD_BYTES',
    meaning: 'Most bytes of one upload. A call of more than 4 MiB is refused whatever is set here.',
    fallback: '1048576',
  },
  certificateBytes: {
    variable: 'CERTKEEP_CERTIFICATE_BYTES',
    meaning: 'Most bytes of one certificate in DER. One with 10,000 names has 300,000.',
    fallback: '524288',
  },
  chainCertificates: {
    variable: 'CERTKEEP_CHAIN_CERTIFICATES',
    meaning: 'Most certificates of one upload.',
    fallback: '64',
  },
  truststoreBytes: {
    variable: 'CERTKEEP_TRUSTSTORE_IMPORT_BYTES',
    meaning: 'Most bytes of one truststore import, and again of what a ZIP in it unpacks to.',
    fallback: '67108864',
  },
  truststoreEntries: {
    variable: 'CERTKEEP_TRUSTSTORE_IMPORT_ENTRIES',
    meaning: 'Most certificates of one truststore import.',
    fallback: '20000',
  },
  derivationRounds: {
    variable: 'CERTKEEP_DERIVATION_ROUNDS',
    meaning: 'Most rounds of key derivation that an encrypted key or store may ask for.',
    fallback: '2000000',
  },
  intakeSeconds: {
    variable: 'CERTKEEP_INTAKE_SECONDS',
    meaning: 'Most seconds that reading one upload may take; many files at once may take ten times as long.',
    fallback: '5',
  },
  intakeMegabytes: {
    variable: 'CERTKEEP_INTAKE_MEGABYTES',
    meaning: 'Most mebibytes of memory that reading one upload may take.',
    fallback: '128',
  },
  heartbeatSeconds: {
    variable: 'CERTKEEP_HEARTBEAT_SECONDS',
    meaning:
      'Seconds between the signs of life of a stream on which nothing happens: fewer than the idle time after which a proxy in between cuts it.',
    fallback: '30',
  },
  canarySeconds: {
    variable: 'CERTKEEP_CANARY_SECONDS',
    meaning:
      'Seconds between the replacements of a canary certificate in each company, by which it is measured how soon a change reaches a node; a day at the most. 300 is a good start.',
    fallback: 'none: no canary',
  },
  logLevel: {
    variable: 'CERTKEEP_LOG_LEVEL',
    meaning: 'Least level that is logged: `debug`, `info`, `warn`, `error` or `silent`.',
    fallback: 'info',
  },
} as const satisfies Record<string, Setting>;

export interface Config {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly host: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly publicUrl: string | undefined;
  readonly keyFile: string;
  readonly key: string | undefined;
  readonly egressAllow: readonly string[];
  /** Undefined: Mozilla's list. */
  readonly systemRootsFile: string | undefined;
  /** Undefined: no truststore files are kept. */
  readonly truststoreFiles: TruststoreFilesConfig | undefined;
  readonly intake: IntakeConfig;
  /** Milliseconds. */
  readonly heartbeat: number;
  /** Milliseconds between the canary's replacements; undefined: there is no canary. */
  readonly canaryInterval: number | undefined;
  readonly logLevel: string;
}

/** Files of what the API_MANAGER environments trust. */
export interface TruststoreFilesConfig {
  readonly folder: string;
  readonly password: string;
  readonly formats: readonly TruststoreFormat[];
}

/** What one upload may ask for. */
export interface IntakeConfig {
  readonly limits: IntakeLimits;
  /** Of one truststore import. */
  readonly trustLimits: TrustLimits;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Mebibytes. */
  readonly memoryLimit: number;
}

const daySeconds = 24 * 60 * 60;

/** A setting that can't be used; the message tells the operator which and why. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from environment variables. Empty ones count as not set.
 * @throws ConfigError
 */
export function readConfig(variables: Variables): Config {
  const dataDir = resolve(valueOf(variables, settings.dataDir) ?? settings.dataDir.fallback);
  const host = valueOf(variables, settings.host) ?? settings.host.fallback;
  refuseOpenPlaintext(host, valueOf(variables, settings.allowPlaintext) ?? settings.allowPlaintext.fallback);
  return {
    dataDir,
    databaseUrl: databaseUrlOf(valueOf(variables, settings.databaseUrl) ?? `sqlite:${dataDir}/certkeep.sqlite`),
    host,
    httpPort: portOf(variables, settings.httpPort),
    grpcPort: portOf(variables, settings.grpcPort),
    publicUrl: publicUrlOf(valueOf(variables, settings.publicUrl)),
    keyFile: resolve(valueOf(variables, settings.keyFile) ?? `${dataDir}/key-encryption-key`),
    key: valueOf(variables, settings.key),
    egressAllow: rangesOf(valueOf(variables, settings.egressAllow) ?? ''),
    systemRootsFile: pathOf(valueOf(variables, settings.systemRootsFile)),
    truststoreFiles: truststoreFilesOf(variables),
    intake: {
      limits: {
        ...defaultLimits,
        bytes: countOf(variables, settings.uploadBytes),
        certificateBytes: countOf(variables, settings.certificateBytes),
        certificates: countOf(variables, settings.chainCertificates),
        derivationRounds: countOf(variables, settings.derivationRounds),
      },
      trustLimits: {
        bytes: countOf(variables, settings.truststoreBytes),
        certificateBytes: countOf(variables, settings.certificateBytes),
        certificates: countOf(variables, settings.truststoreEntries),
        derivationRounds: countOf(variables, settings.derivationRounds),
      },
      timeLimit: countOf(variables, settings.intakeSeconds) * 1000,
      memoryLimit: countOf(variables, settings.intakeMegabytes),
    },
    heartbeat: countOf(variables, settings.heartbeatSeconds) * 1000,
    canaryInterval: canaryIntervalOf(variables),
    logLevel: logLevelOf(valueOf(variables, settings.logLevel) ?? settings.logLevel.fallback),
  };
}

function valueOf(variables: Variables, { variable }: Setting): string | undefined {
  const value = variables[variable]?.trim();
  return value === '' ? undefined : value;
}

function portOf(variables: Variables, setting: Setting): number {
  const text = valueOf(variables, setting) ?? setting.fallback;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new ConfigError(`${setting.variable} is “${text}”, which is no port. Set a number from 0 to 65535.`);
  }
  return Number(text);
}

function countOf(variables: Variables, setting: Setting): number {
  const text = valueOf(variables, setting) ?? setting.fallback;
  if (!/^[1-9]\d{0,9}$/.test(text)) {
    throw new ConfigError(`${setting.variable} is “${text}”. Set a whole number above 0.`);
  }
  return Number(text);
}

function canaryIntervalOf(variables: Variables): number | undefined {
  const setting = settings.canarySeconds;
  if (valueOf(variables, setting) === undefined) return undefined;
  const seconds = countOf(variables, setting);
  if (seconds <= daySeconds) return seconds * 1000;
  throw new ConfigError(`${setting.variable} is “${seconds}”. Set ${daySeconds}, a day, at the most.`);
}

function pathOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : resolve(text);
}

function truststoreFilesOf(variables: Variables): TruststoreFilesConfig | undefined {
  const folder = pathOf(valueOf(variables, settings.truststoreDir));
  if (folder === undefined) return undefined;
  const names = valueOf(variables, settings.truststoreFormats) ?? settings.truststoreFormats.fallback;
  try {
    const password = parseTruststorePassword(valueOf(variables, settings.truststorePassword) ?? '');
    return { folder, password, formats: [...new Set(names.split(',').map(truststoreFormatOf))] };
  } catch (error) {
    if (error instanceof DomainError)
      throw new ConfigError(`${settings.truststorePassword.variable}: ${error.message}`);
    throw error;
  }
}

function truststoreFormatOf(name: string): TruststoreFormat {
  const format = truststoreFormats.find((known) => known === name.trim().toUpperCase());
  if (format !== undefined) return format;
  throw new ConfigError(
    `${settings.truststoreFormats.variable} has “${name.trim()}”, which is no format. Use pkcs12, jks, pem and zip.`,
  );
}

function rangesOf(text: string): readonly string[] {
  const ranges = text
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '');
  try {
    createAddressPolicy(ranges);
  } catch (error) {
    if (error instanceof AddressRangeError) throw new ConfigError(`${settings.egressAllow.variable}: ${error.message}`);
    throw error;
  }
  return ranges;
}

function databaseUrlOf(text: string): string {
  if (text.startsWith('sqlite:') || (/^(mysql|mariadb):\/\//.test(text) && URL.canParse(text))) return text;
  // The value itself is not repeated: it may hold a password.
  throw new ConfigError(
    `${settings.databaseUrl.variable} must be sqlite:<path> or mysql://user:password@host:port/database.`,
  );
}

function publicUrlOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new ConfigError(
      `${settings.publicUrl.variable} is “${text}”. Set a URL such as https://certkeep.example.org.`,
    );
  }
  return text.replace(/\/+$/, '');
}

function logLevelOf(text: string): string {
  if (['debug', 'info', 'warn', 'error', 'silent'].includes(text)) return text;
  throw new ConfigError(`${settings.logLevel.variable} is “${text}”. Set debug, info, warn, error or silent.`);
}

function refuseOpenPlaintext(host: string, allowPlaintext: string): void {
  const isLoopback = host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
  if (isLoopback || allowPlaintext === 'true') return;
  throw new ConfigError(
    `${settings.host.variable} is ${host}, beyond this machine, and Certkeep would send private keys there in the clear. ` +
      `Put a TLS proxy before it and set ${settings.allowPlaintext.variable}=true, or listen on 127.0.0.1.`,
  );
}
