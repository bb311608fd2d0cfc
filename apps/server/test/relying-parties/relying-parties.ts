import { createRemoteJWKSet, jwtVerify } from 'jose';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Somebody who verifies tokens by a JWK Set that they fetch over HTTP. */
export interface RelyingParty {
  /** @returns the key id that the token was verified with @throws Error that says why it was not */
  verify(token: string): Promise<string>;
  close(): void;
}

/**
 * jose, as one sets it who expects keys to change at any moment: a key id that is not known is asked for at once, where
 * its own default would wait for 30 seconds after the last fetch.
 */
export function joseParty(jwksUrl: string): RelyingParty {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { cooldownDuration: 0 });
  return {
    verify: async (token) => (await jwtVerify(token, keys)).protectedHeader.kid ?? '',
    close: () => undefined,
  };
}

const debianPython = '/usr/bin/python3';
const pyjwt = '/usr/lib/python3/dist-packages/jwt/__init__.py';

/**
 * Debian's PyJWT, in a process of its own, with its own defaults.
 * @throws Error with a sentence that says what to install
 */
export function pyjwtParty(jwksUrl: string): RelyingParty {
  if (!existsSync(pyjwt)) {
    throw new Error('The tests need PyJWT. Debian: apt-get install python3-jwt python3-cryptography.');
  }
  const script = join(import.meta.dirname, 'pyjwt-verifier.py');
  const child = spawn(debianPython, [script, jwksUrl], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  let turn: Promise<unknown> = Promise.resolve();
  const ask = async (token: string) => {
    child.stdin.write(`${token}\n`);
    const line = await answers.next();
    if (line.done === true) throw new Error('PyJWT has ended');
    const answer = JSON.parse(line.value) as { readonly kid?: string; readonly error?: string };
    if (answer.kid === undefined) throw new Error(answer.error);
    return answer.kid;
  };
  return {
    verify: (token) => {
      const answer = turn.then(() => ask(token));
      turn = answer.catch(() => undefined);
      return answer;
    },
    close: () => {
      child.stdin.end();
    },
  };
}
