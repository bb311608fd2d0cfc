import { constants } from 'node:os';
import { isAbsolute, join, normalize } from 'node:path';
import { parse } from 'yaml';
import {
  contents,
  hasPassword,
  type AgentConfig,
  type FileConfig,
  type ReloadConfig,
  type TargetConfig,
} from './config.js';
import { ConfigError } from './config-error.js';
import { ConfigNode } from './config-node.js';

const defaultStateDirectory = '/var/lib/certkeep-agent';
const defaultTimeoutSeconds = 30;
const modes = { secret: 0o600, open: 0o644 } as const;

/**
 * Reads the agent's config file: YAML 1.2, of which JSON is a part.
 * @throws ConfigError that names the place
 */
export function readAgentConfig(text: string): AgentConfig {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new ConfigError(`The file is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const root = new ConfigNode(value, '').map(['stateDirectory', 'targets']);
  const targets = root.targets.list().map(readTarget);
  refuseTwice(
    'targets',
    'name',
    targets.map(({ name }) => name),
  );
  refuseTwice('targets', 'path', targets.flatMap(pathsOf));
  return { stateDirectory: root.stateDirectory.optional(absolutePath) ?? defaultStateDirectory, targets };
}

function readTarget(node: ConfigNode): TargetConfig {
  const settings = node.map([
    'name',
    'endpoint',
    'tokenFile',
    'certificateFile',
    'keyFile',
    'caFile',
    'allowPlaintext',
    'directory',
    'files',
    'reload',
  ]);
  const directory = settings.directory.optional(absolutePath);
  const tokenFile = settings.tokenFile.optional(absolutePath);
  const certificate = readCertificate(settings);
  if (tokenFile === undefined && certificate === undefined) {
    settings.tokenFile.refuse('is missing: set it, or certificateFile and keyFile.');
  }
  return {
    name: targetName(settings.name),
    endpoints: settings.endpoint.isList
      ? settings.endpoint.list().map((entry) => entry.text())
      : [settings.endpoint.text()],
    tokenFile,
    certificate,
    caFile: settings.caFile.optional(absolutePath),
    allowPlaintext: settings.allowPlaintext.truth(false),
    directory,
    files: settings.files.list().map((entry) => readFile(entry, directory !== undefined)),
    reload: settings.reload.optional(readReload),
  };
}

function readCertificate({
  certificateFile,
  keyFile,
}: Readonly<Record<'certificateFile' | 'keyFile', ConfigNode>>): TargetConfig['certificate'] {
  const [certificate, key] = [certificateFile.optional(absolutePath), keyFile.optional(absolutePath)];
  if (certificate !== undefined && key !== undefined) return { certificateFile: certificate, keyFile: key };
  if (certificate !== undefined) return keyFile.refuse('is missing: it goes with certificateFile.');
  if (key !== undefined) return certificateFile.refuse('is missing: it goes with keyFile.');
  return undefined;
}

function readFile(node: ConfigNode, isInDirectory: boolean): FileConfig {
  const settings = node.map(['path', 'content', 'passwordFile', 'owner', 'group', 'mode']);
  const content = settings.content.oneOf(contents);
  const passwordFile = settings.passwordFile.optional(absolutePath);
  if (hasPassword(content) !== (passwordFile !== undefined)) {
    settings.passwordFile.refuse(
      hasPassword(content) ? 'is missing: a store needs a password.' : `is not for ${content}: only stores have one.`,
    );
  }
  const isSecret = content === 'key' || content === 'full-chain-and-key' || content === 'pkcs12';
  const mode = settings.mode.optional(permissionBits) ?? (isSecret ? modes.secret : modes.open);
  if (isSecret && (mode & 0o007) !== 0)
    settings.mode.refuse('lets everybody at a private key. Take the last digit to 0.');
  return {
    path: isInDirectory ? fileName(settings.path) : absolutePath(settings.path),
    content,
    passwordFile,
    owner: settings.owner.optional((entry) => entry.text()),
    group: settings.group.optional((entry) => entry.text()),
    mode,
  };
}

function readReload(node: ConfigNode): ReloadConfig {
  const settings = node.map(['command', 'timeoutSeconds', 'signal', 'pidFile']);
  const [program, ...words] = settings.command.optional((command) => command.list().map((word) => word.text())) ?? [];
  const signal = settings.signal.optional(signalName);
  const pidFile = settings.pidFile.optional(absolutePath);
  if (program !== undefined && signal === undefined && pidFile === undefined) {
    const timeout = (settings.timeoutSeconds.optional(seconds) ?? defaultTimeoutSeconds) * 1000;
    return { kind: 'command', command: [program, ...words], timeout };
  }
  if (program === undefined && signal !== undefined && pidFile !== undefined)
    return { kind: 'signal', signal, pidFile };
  return node.refuse('needs either command, or signal and pidFile.');
}

function targetName(node: ConfigNode): string {
  const name = node.text();
  return /^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name)
    ? name
    : node.refuse(`is “${name}”. Use letters, digits, . _ and -.`);
}

function absolutePath(node: ConfigNode): string {
  const path = node.text();
  return isAbsolute(path) ? normalize(path) : node.refuse(`is “${path}”. Set an absolute path.`);
}

function fileName(node: ConfigNode): string {
  const name = node.text();
  return /^[^/\0]{1,255}$/.test(name) && !/^\.{1,2}$/.test(name)
    ? name
    : node.refuse(`is “${name}”. Within directory, set a file’s name alone.`);
}

function permissionBits(node: ConfigNode): number {
  const text = node.quoted();
  return /^0?[0-7]{3}$/.test(text)
    ? Number.parseInt(text, 8)
    : node.refuse(`is “${text}”. Set three octal digits in quotes, as in "0640".`);
}

function seconds(node: ConfigNode): number {
  const text = node.text();
  const value = Number(text);
  return value > 0 && value <= 3600 ? value : node.refuse(`is “${text}”. Set seconds, up to 3600.`);
}

function signalName(node: ConfigNode): NodeJS.Signals {
  const text = node.text();
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  return name in constants.signals ? (name as NodeJS.Signals) : node.refuse(`is “${text}”. Set a signal such as HUP.`);
}

function pathsOf({ directory, files }: TargetConfig): readonly string[] {
  const paths = files.map(({ path }) => path);
  return directory === undefined ? paths : [directory, ...paths.map((path) => join(directory, path))];
}

function refuseTwice(place: string, what: string, values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new ConfigError(`${place} have the ${what} “${twice}” twice.`);
}
