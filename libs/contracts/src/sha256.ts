import { hash } from 'node:crypto';

/** In one go: it takes a third of the time of a Hash object, and leaves nothing behind. */
export function sha256(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.from(hash('sha256', Buffer.concat(parts)), 'hex');
}
