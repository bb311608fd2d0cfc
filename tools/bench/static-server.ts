/** Serves the bytes on its standard input as a file, by the HTTP server that Certkeep uses. Prints the port. */
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

const folder = await mkdtemp(join(tmpdir(), 'certkeep-static-'));
await writeFile(join(folder, 'jwks.json'), await buffer(process.stdin));
const server = Fastify({ logger: false });
await server.register(fastifyStatic, { root: folder });
const address = await server.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${new URL(address).port}\n`);
