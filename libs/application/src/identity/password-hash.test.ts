import { describe, expect, it } from 'vitest';
import { hashPassword, passwordMatches } from './password-hash.js';

describe('password hash', () => {
  it('matches the password that it was made from', async () => {
    const hash = await hashPassword('correct horse battery');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordMatches('correct horse battery', hash)).toBe(true);
  });

  it('does not match another password', async () => {
    expect(await passwordMatches('correct horse batterz', await hashPassword('correct horse battery'))).toBe(false);
  });

  it('differs each time, so that equal passwords cannot be told from the store', async () => {
    expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'));
  });

  it('takes composed and decomposed letters for the same password', async () => {
    expect(await passwordMatches('Mu\u0308ller-und-Sohn', await hashPassword('M\u00fcller-und-Sohn'))).toBe(true);
  });

  it.each([undefined, '', 'plain', '$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA', '$2b$10$abc'])(
    'matches nothing when the stored hash is %j',
    async (hash) => {
      expect(await passwordMatches('', hash)).toBe(false);
    },
  );
});
