/** The file can't be used; the message names the place in it, what is wrong there, and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
