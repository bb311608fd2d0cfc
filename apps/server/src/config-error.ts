/** A setting that can't be used; the message tells the operator which and why. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
