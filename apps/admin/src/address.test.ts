import { beforeEach, describe, expect, it } from 'vitest';
import { addressParameters, addressValues, changeAddress, setAddress } from './address.js';

beforeEach(() => {
  setAddress('', { replace: true });
});

describe('what the address says', () => {
  it('holds a change at once, so that the next one builds on it', () => {
    changeAddress({ source: 'paste' });
    changeAddress({ connected: 'yes' });
    expect(location.search).toBe('?source=paste&connected=yes');
    expect(addressValues(['source', 'connected', 'search'])).toEqual({ source: 'paste', connected: 'yes', search: '' });
  });

  it('is no more than was asked for', () => {
    setAddress('?search=pay&order=name+desc');
    setAddress('?search=mail&status=valid');
    expect(Object.fromEntries(addressParameters())).toEqual({ search: 'mail', status: 'valid' });
    expect(location.search).toBe('?search=mail&status=valid');
  });

  it('is in the order that was asked for, so that what is the same has one address', () => {
    setAddress('?order=name');
    setAddress('?search=pay&order=name');
    expect(location.search).toBe('?search=pay&order=name');
  });

  it.each([
    { what: 'one step in the history, however much changes', options: {}, steps: 1 },
    { what: 'no step when it takes the place of the one before', options: { replace: true }, steps: 0 },
  ])('is $what', ({ options, steps }) => {
    setAddress('?a=1&b=2&c=3');
    const before = history.length;
    setAddress('?a=2&b=3&d=4', options);
    expect(history.length - before).toBe(steps);
  });

  it('makes no step when it stays as it is', () => {
    setAddress('?a=1');
    const before = history.length;
    setAddress('?a=1');
    changeAddress({ b: '' });
    expect(history.length).toBe(before);
  });

  it('leaves the rest as it is when some of it changes', () => {
    setAddress('?search=pay&days=30');
    changeAddress({ search: '' });
    expect(location.search).toBe('?days=30');
  });
});
