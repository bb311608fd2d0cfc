import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { AddressRangeError, createAddressPolicy } from './address-policy.js';

const nothingOpened = createAddressPolicy([]);

describe('an address', () => {
  it.each(['93.184.215.14', '8.8.8.8', '1.1.1.1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '2a00:1450::1'])(
    'of the public internet is permitted: %s',
    (address) => {
      expect(nothingOpened.permits(address)).toBe(true);
    },
  );

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.127.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '::8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    '3fff::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%lo',
    'fec0::1',
    'ff02::1',
    '100::1',
    '4000::1',
    'localhost',
    '2130706433',
    '',
  ])('that is not is refused: %s', (address) => {
    expect(nothingOpened.permits(address)).toBe(false);
  });

  it('is permitted within what an operator has opened, also where an IPv6 address carries it, and nowhere else', () => {
    const policy = createAddressPolicy(['10.20.0.0/16', '2001:db8::5', 'fd00::/8']);
    for (const address of ['10.20.0.1', '10.20.255.255', '::ffff:10.20.0.1', '2001:db8::5', 'fd12::1']) {
      expect(policy.permits(address), address).toBe(true);
    }
    for (const address of ['10.21.0.0', '10.19.255.255', '2001:db8::6', 'fe80::1', '64:ff9b::a14:1', '127.0.0.1']) {
      expect(policy.permits(address), address).toBe(false);
    }
  });

  it('that carries another one inside is never more than that', () => {
    fc.assert(
      fc.property(fc.ipV4(), (inner) => {
        expect(nothingOpened.permits(`::ffff:${inner}`)).toBe(false);
        expect(nothingOpened.permits(`::${inner}`)).toBe(false);
        expect(nothingOpened.permits(`64:ff9b::${inner}`)).toBe(false);
      }),
    );
  });

  it('of 10.0.0.0/8 is refused, whichever it is', () => {
    const byte = fc.nat(255);
    fc.assert(
      fc.property(byte, byte, byte, (a, b, c) => {
        expect(nothingOpened.permits(`10.${a}.${b}.${c}`)).toBe(false);
      }),
    );
  });
});

/** What IANA's registries of special-purpose addresses and RFC 4291 keep from the public internet. */
const notForEverybody = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
  '4000::/2',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

it.each(notForEverybody)(
  'nothing in %s is permitted, from its first address to its last, unless it is opened',
  (range) => {
    const [network = '', bits = ''] = range.split('/');
    const size = network.includes(':') ? 128 : 32;
    const start = ipaddr
      .parse(network)
      .toByteArray()
      .reduce((value, byte) => value * 256n + BigInt(byte), 0n);
    const last = (1n << BigInt(size - Number(bits))) - 1n;
    const addressAt = (offset: bigint) => {
      const hex = (start + offset).toString(16).padStart(size / 4, '0');
      return ipaddr.fromByteArray([...Buffer.from(hex, 'hex')]).toString();
    };
    const opened = createAddressPolicy([range]);
    const check = (offset: bigint) => {
      expect(nothingOpened.permits(addressAt(offset)), addressAt(offset)).toBe(false);
      expect(opened.permits(addressAt(offset)), addressAt(offset)).toBe(true);
    };
    check(0n);
    check(last);
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: last }), check));
  },
);

it.each([
  '10.0.0.0/33',
  '2001:db8::/129',
  'nothing',
  '',
  '10.0.0',
  '10/8',
  '127.1/8',
  '10.0.0.0/',
  '10.0.0.0/-1',
  '10.0.0.0/08',
  '10.0.0.0/8/8',
  '012.0.0.0/8',
  '0x0a.0.0.0/8',
  '2130706433/32',
  '[::1]',
  'fe80::1%lo',
  'fe80::1%lo/64',
])('a range that is none, or may be taken for another, is named: %s', (range) => {
  expect(() => createAddressPolicy([range])).toThrow(AddressRangeError);
  expect(() => createAddressPolicy([range])).toThrow(range);
});
