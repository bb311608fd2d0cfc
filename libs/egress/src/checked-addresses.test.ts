import { describe, expect, it } from 'vitest';
import { createAddressPolicy } from './address-policy.js';
import { checkedAddresses } from './checked-addresses.js';

// Addresses of the public internet are only ever checked here, where nothing connects.
const check = (host: string, answers: readonly string[], allowed: readonly string[] = []) => {
  const asked: string[] = [];
  const resolve = (name: string) => {
    asked.push(name);
    return Promise.resolve(answers);
  };
  const signal = new AbortController().signal;
  const addresses = checkedAddresses(host, { policy: createAddressPolicy(allowed), resolve, field: 'url', signal });
  return { addresses, asked };
};
const forbidden = (address: string) =>
  expect.objectContaining({
    reason: 'ADDRESS_FORBIDDEN',
    field: 'url',
    message: expect.stringContaining('CERTKEEP_EGRESS_ALLOW') as string,
    metadata: expect.objectContaining({ address }) as unknown,
  }) as Error;
const publicOne = '93.184.215.14';

describe('the addresses of a name', () => {
  it('are all given, in the order of the answer, when each is of the public internet', async () => {
    const answer = ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', publicOne];
    const { addresses, asked } = check('one.example', answer);
    expect(await addresses).toEqual(answer);
    expect(asked).toEqual(['one.example']);
  });

  it.each([
    ['a private one of the same kind', '10.0.0.1'],
    ['a private one of the other kind', 'fd00::1'],
    ['loopback', '127.0.0.1'],
    ['the metadata service', '169.254.169.254'],
    ['one that carries another', '::ffff:127.0.0.1'],
    ['one that carries a public one', '64:ff9b::808:808'],
    ['one with a zone', 'fe80::1%lo'],
  ])('are refused when there is %s among public ones, wherever it stands', async (_what, other) => {
    await expect(check('two-faced.example', [publicOne, other]).addresses).rejects.toThrow(forbidden(other));
    await expect(check('two-faced.example', [other, publicOne]).addresses).rejects.toThrow(forbidden(other));
  });

  it('are given when an operator has opened what isn’t public', async () => {
    expect(await check('one.example', ['10.0.0.1'], ['10.0.0.0/8']).addresses).toEqual(['10.0.0.1']);
  });

  it.each(['localhost', 'LOCALHOST', 'localhost.', 'foo.localhost', 'a.b.localhost.'])(
    'are not asked for when the name is %s',
    async (host) => {
      const { addresses, asked } = check(host, [publicOne]);
      await expect(addresses).rejects.toThrow(forbidden('127.0.0.1'));
      expect(asked).toEqual([]);
    },
  );

  it.each([['127.0.0.1'], ['::1']])('are asked for, for localhost, when %s is opened', async (address) => {
    expect(await check('localhost', [address], [address]).addresses).toEqual([address]);
    expect(await check('notlocalhost', [publicOne]).addresses).toEqual([publicOne]);
  });
});

it('an address is checked, and never asked for', async () => {
  const { addresses, asked } = check(publicOne, []);
  expect(await addresses).toEqual([publicOne]);
  await expect(check('10.0.0.1', [publicOne]).addresses).rejects.toThrow(forbidden('10.0.0.1'));
  expect(asked).toEqual([]);
});
