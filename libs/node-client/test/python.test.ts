import { createTestCa, startCertkeep, type Certkeep } from '@certkeep/testing';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Debian's own, with Debian's packages; not whichever comes first on the path.
const python = '/usr/bin/python3';
const contract = fileURLToPath(new URL('../../../proto', import.meta.url));
const wellKnown = fileURLToPath(new URL('../../../node_modules/google-proto-files', import.meta.url));
const program = fileURLToPath(new URL('python_client.py', import.meta.url));
const plugin = '/usr/bin/grpc_python_plugin';
const packages = 'python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc';

describe('a client that Python’s gRPC made from the contract', () => {
  let certkeep: Certkeep;
  let generated: string;
  beforeAll(async () => {
    if (![plugin, '/usr/lib/python3/dist-packages/grpc'].every(existsSync)) {
      throw new Error(`The tests need gRPC for Python. Debian: apt-get install ${packages}.`);
    }
    generated = await mkdtemp(join(tmpdir(), 'certkeep-python-'));
    const files = (await readdir(join(contract, 'certkeep/v1'))).map((name) => `certkeep/v1/${name}`);
    const out = [`--python_out=${generated}`, `--grpc_out=${generated}`, `--plugin=protoc-gen-grpc=${plugin}`];
    await promisify(execFile)('protoc', [`-I${contract}`, `-I${wellKnown}`, ...out, ...files]);
    certkeep = await startCertkeep();
  });
  afterAll(async () => {
    await certkeep.stop();
    await rm(generated, { recursive: true });
  });

  it('fetches the certificate, is pushed the next one, and acknowledges it', async () => {
    const ca = await createTestCa();
    const [first, second] = [await ca.issue({ commonName: 'first' }), await ca.issue({ commonName: 'second' })];
    await certkeep.addPrimary(first);
    const { token } = await certkeep.createNode('python');
    const client = spawn(python, [program, new URL(certkeep.endpoint).host, token], {
      env: { ...process.env, PYTHONPATH: generated },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const heard: { readonly what: string; readonly sha256?: string; readonly revision?: number }[] = [];
    for await (const line of createInterface({ input: client.stdout })) {
      heard.push(JSON.parse(line) as (typeof heard)[number]);
      if (heard.length === 2) await certkeep.addPrimary(second);
    }
    expect(heard.map(({ what }) => what)).toEqual(['fetched', 'heartbeat', 'pushed', 'done']);
    expect(heard.map(({ sha256 }) => sha256)).toEqual([first.sha256, undefined, second.sha256, undefined]);
    expect(heard[2]?.revision).toBeGreaterThan(heard[0]?.revision ?? 0);
  });
});
