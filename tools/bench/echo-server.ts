/**
 * The reference of fetch.ts: grpc-js with nothing around it, answering with the bytes it was given on standard input, or
 * with none to a request that isn't empty.
 */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { buffer } from 'node:stream/consumers';

const answer = await buffer(process.stdin);
const none = Buffer.of();
const same = (bytes: Buffer) => bytes;
const server = new Server();
server.addService(
  {
    fetchCertificate: {
      path: '/certkeep.v1.RuntimeService/FetchCertificate',
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    },
  },
  {
    fetchCertificate: ({ request }: { readonly request: Buffer }, respond: (error: null, answer: Buffer) => void) => {
      respond(null, request.length === 0 ? answer : none);
    },
  },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
