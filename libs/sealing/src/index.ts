export { EnvelopeSealer } from './envelope-sealer.js';
export { EnvelopeError } from './envelope.js';
export { keyringFromFile, keyringFromText, KeyringError, type Keyring } from './keyring.js';
