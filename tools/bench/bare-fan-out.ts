/**
 * What a server of grpc-js alone needs to write one message to all its watchers: the floor for Certkeep, which is built on
 * it. Prints its port. `/bench/Watch` watches; `/bench/Tell` writes what it was given to all who watch, some at a time.
 */
import { Server, ServerCredentials, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { setImmediate as others } from 'node:timers/promises';

const atATime = 256;
const asIs = (bytes: Buffer) => bytes;
const bytesAlone = {
  requestStream: false,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
};
const watching: ServerWritableStream<Buffer, Buffer>[] = [];

async function tell(message: Buffer): Promise<void> {
  for (let at = 0; at < watching.length; at += atATime) {
    for (const call of watching.slice(at, at + atATime)) call.write(message);
    await others();
  }
}

const server = new Server({ 'grpc.enable_channelz': 0 });
server.addService(
  {
    watch: { ...bytesAlone, path: '/bench/Watch', responseStream: true },
    tell: { ...bytesAlone, path: '/bench/Tell', responseStream: false },
  },
  {
    watch: (call: ServerWritableStream<Buffer, Buffer>) => {
      watching.push(call);
      call.write(Buffer.of(0));
    },
    tell: ({ request }: ServerUnaryCall<Buffer, Buffer>, answer: (error: null, response: Buffer) => void) => {
      answer(null, Buffer.of());
      void tell(request);
    },
  },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, port) => {
  process.stdout.write(`${port}\n`);
});
