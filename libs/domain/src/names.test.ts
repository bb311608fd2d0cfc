import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from './domain-error.js';
import { nameKey } from './name-key.js';
import {
  certificateNameFrom,
  parseAlias,
  parseCertificateName,
  parseCompanySlug,
  parseDescription,
  parseEnvironmentName,
  parseLabels,
  parsePassword,
  parseUserName,
} from './names.js';

const parse = (text: string) => parseCertificateName(text, 'name');

describe('a certificate’s name', () => {
  it.each([
    ['api', 'api'],
    ['  api  ', 'api'],
    ['x'.repeat(128), 'x'.repeat(128)],
    ['🔐'.repeat(128), '🔐'.repeat(128)],
    ['Mu\u0308nchen', 'M\u00fcnchen'],
    ['証明書', '証明書'],
  ])('%j is taken as %j', (text, name) => {
    expect(parse(text)).toBe(name);
  });

  it.each([
    ['an empty text', ''],
    ['spaces alone', '   '],
    ['129 characters', 'x'.repeat(129)],
    ['a line break', 'a\nb'],
    ['a NUL', 'a\0b'],
    ['a right-to-left override', 'cert\u202efdp.exe'],
    ['an isolate', 'a\u2067b'],
    ['half of a character', 'a\ud800b'],
  ])('is refused for %s, with the field', (_what, text) => {
    expect(() => parse(text)).toThrow(DomainError);
    expect(() => parse(text)).toThrow(expect.objectContaining({ reason: 'FIELD_INVALID', field: 'name' }) as Error);
  });

  it.each([
    ['', /is missing\. Enter one of 1 to 128 characters/],
    ['x'.repeat(129), /has 129 characters\. Shorten it to 128/],
    ['a\nb', /control characters .* Remove them/],
    ['\ufdfa'.repeat(29), /stand for whole phrases/],
  ])('is refused with the rule that it breaks', (text, rule) => {
    expect(() => parse(text)).toThrow(rule);
  });

  it('never has a key that is longer than keys may be', () => {
    const phrase = fc.constantFrom('\ufdfa', '\u3316', 'a', '\u0308');
    fc.assert(
      fc.property(fc.string({ unit: phrase, maxLength: 140 }), (text) => {
        const facts = { commonName: text, subjectAlternativeNames: [], sha256: 'ab'.repeat(32) };
        const name = certificateNameFrom(facts);
        expect(parse(name)).toBe(name);
        expect([...nameKey(name)].length).toBeLessThanOrEqual(512);
      }),
    );
  });

  it('stays the same when it is parsed again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 140 }), (text) => {
        let name: string;
        try {
          name = parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
          return;
        }
        expect(parse(name)).toBe(name);
      }),
    );
  });
});

describe('the key that names are compared by', () => {
  it.each([
    ['API', 'api'],
    ['ÄPFEL', 'äpfel'],
    ['Mu\u0308nchen', 'm\u00fcnchen'],
    ['ﬁle', 'FILE'],
  ])('is the same for %j and %j', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  it('is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(nameKey(nameKey(text))).toBe(nameKey(text));
      }),
    );
  });
});

describe('a name made from a certificate', () => {
  const facts = {
    commonName: 'api.example.org',
    subjectAlternativeNames: [{ value: 'www.example.org' }],
    sha256: 'ab'.repeat(32),
  };

  it('is the common name', () => {
    expect(certificateNameFrom(facts)).toBe('api.example.org');
  });

  it('is the first SAN where there is no common name', () => {
    expect(certificateNameFrom({ ...facts, commonName: undefined })).toBe('www.example.org');
  });

  it('tells the fingerprint where there is neither', () => {
    expect(certificateNameFrom({ ...facts, commonName: '\0', subjectAlternativeNames: [] })).toBe(
      'certificate abababababababab',
    );
  });

  it('is always one that can be given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (commonName) => {
        const name = certificateNameFrom({ ...facts, commonName, subjectAlternativeNames: [] });
        expect(parse(name)).toBe(name);
      }),
    );
  });
});

describe('other texts', () => {
  it('a description may have lines', () => {
    expect(parseDescription('one\ntwo', 'description')).toBe('one\ntwo');
  });

  it.each(['', 'a b', 'a/b', 'x'.repeat(65)])('%j is no user name', (text) => {
    expect(() => parseUserName(text, 'user_name')).toThrow(DomainError);
  });

  it.each(['', '1abc', 'a-', 'a_b', 'x'.repeat(64)])('%j is no short name of a company', (text) => {
    expect(() => parseCompanySlug(text, 'slug')).toThrow(DomainError);
  });

  it.each([11, 129])('a password of %i characters is refused', (length) => {
    expect(() => parsePassword('x'.repeat(length), 'password')).toThrow(DomainError);
  });

  it('a password’s refusal does not repeat it', () => {
    expect(() => parsePassword('hunter2', 'password')).toThrow(/^((?!hunter2).)*$/);
  });

  it.each([
    ['an alias', parseAlias, 'The alias'],
    ['an environment’s name', parseEnvironmentName, 'The environment’s name'],
  ])('%s follows the rule of names, and says which it is', (_what, parseOther, beginning) => {
    expect(parseOther(' dev ', 'field')).toBe('dev');
    expect(() => parseOther('\u202e', 'field')).toThrow(new RegExp(`^${beginning} `));
  });

  it.each(['a', 'acme', 'acme-2', 'a'.repeat(63), ' ACME '])('%j is a short name of a company', (text) => {
    expect(parseCompanySlug(text, 'slug')).toBe(text.trim().toLowerCase());
  });

  it('two labels whose keys are the same once they are trimmed are refused, not merged', () => {
    expect(() => parseLabels({ team: 'a', ' team ': 'b' }, 'labels')).toThrow(/same key/);
  });

  it('33 labels are too many', () => {
    const labels = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`key${index}`, 'value']));
    expect(() => parseLabels(labels, 'labels')).toThrow(DomainError);
  });
});
