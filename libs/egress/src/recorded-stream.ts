import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

/** More than a handshake with a chain of 100 kB, which is the most that OpenSSL takes, has ever needed. */
const mostRecordedBytes = 256 * 1024;

/** More bytes have come than a handshake can have. */
export class EndlessHandshakeError extends Error {}

/** A connection whose incoming bytes are kept, for what a TLS library doesn't tell. Ends when they are too many. */
export class RecordedStream extends Duplex {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly socket: Socket) {
    super();
    socket.on('data', (chunk: Buffer) => {
      this.size += chunk.length;
      if (this.size > mostRecordedBytes) this.destroy(new EndlessHandshakeError('the handshake has no end'));
      else {
        this.chunks.push(chunk);
        if (!this.push(chunk)) socket.pause();
      }
    });
    socket.once('end', () => this.push(null));
    socket.once('error', (error) => this.destroy(error));
    socket.once('close', () => this.destroy());
  }

  /** Everything that has come. */
  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}
