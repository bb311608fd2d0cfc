import { parseTruststorePassword, truststoreFormats, type TruststoreFormat } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import { AddressRangeError, createAddressPolicy } from '@certkeep/egress';
import { defaultLimits, type IntakeLimits, type TrustLimits } from '@certkeep/x509';
import { resolve } from 'node:path';
import { ConfigError } from './config-error.js';
import type { CertificateFiles } from './grpc/server-certificate.js';
import { settings, type Setting } from './settings.js';

export interface Config {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly host: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly grpcHost: string;
  /** Undefined: gRPC is served without TLS. */
  readonly grpcTls: CertificateFiles | undefined;
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

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from environment variables. Empty ones count as not set.
 * @throws ConfigError
 */
export function readConfig(variables: Variables): Config {
  const dataDir = resolve(valueOf(variables, settings.dataDir) ?? settings.dataDir.fallback);
  const host = valueOf(variables, settings.host) ?? settings.host.fallback;
  const grpcHost = valueOf(variables, settings.grpcHost) ?? host;
  const grpcTls = grpcTlsOf(variables);
  if (valueOf(variables, settings.allowPlaintext) !== 'true') {
    refuseOpenPlaintext(settings.host, host);
    if (grpcTls === undefined) refuseOpenPlaintext(settings.grpcHost, grpcHost);
  }
  return {
    dataDir,
    databaseUrl: databaseUrlOf(valueOf(variables, settings.databaseUrl) ?? `sqlite:${dataDir}/certkeep.sqlite`),
    host,
    httpPort: portOf(variables, settings.httpPort),
    grpcPort: portOf(variables, settings.grpcPort),
    grpcHost,
    grpcTls,
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

function grpcTlsOf(variables: Variables): CertificateFiles | undefined {
  const { grpcCertificateFile, grpcKeyFile } = settings;
  const certificateFile = pathOf(valueOf(variables, grpcCertificateFile));
  const keyFile = pathOf(valueOf(variables, grpcKeyFile));
  if (certificateFile !== undefined && keyFile !== undefined) return { certificateFile, keyFile };
  if (certificateFile === undefined && keyFile === undefined) return undefined;
  throw new ConfigError(
    `${grpcCertificateFile.variable} and ${grpcKeyFile.variable} go together, and one of them is not set. Set both, or neither.`,
  );
}

function refuseOpenPlaintext({ variable }: Setting, host: string): void {
  if (host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)) return;
  const { allowPlaintext, grpcHost, grpcCertificateFile, grpcKeyFile } = settings;
  throw new ConfigError(
    `${variable} is ${host}, beyond this machine, and Certkeep would send private keys there in the clear. ` +
      `Put a TLS proxy before it and set ${allowPlaintext.variable}=true, or listen on 127.0.0.1. ` +
      `gRPC can have TLS of its own, by ${grpcCertificateFile.variable} and ${grpcKeyFile.variable}, and then ${grpcHost.variable} may be any address.`,
  );
}
