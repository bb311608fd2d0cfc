import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from './material.js';
import { sortFiles } from './sort-files.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('many files', () => {
  let root: TestCa;
  let intermediate: TestCa;
  let one: IssuedCertificate;
  let two: IssuedCertificate;
  beforeAll(async () => {
    root = await createTestCa();
    intermediate = await root.intermediate('Intermediate');
    one = await intermediate.issue({ commonName: 'one.example' });
    two = await intermediate.issue({ commonName: 'two.example' });
  });
  const sorted = (...contents: string[]) =>
    sortFiles(
      contents.map((content, index) => ({ name: `file-${index}`, content: bytes(content) })),
      undefined,
      defaultLimits,
    );
  const inShort = ({ bundles, refused }: ReturnType<typeof sorted>) => ({
    bundles: bundles.map(({ files, inspection: { leaf, chain, privateKey } }) => ({
      files,
      name: leaf.facts.commonName,
      chain: chain.length,
      hasKey: privateKey !== undefined,
    })),
    refused: refused.map(({ file, refusal: { reason } }) => [file, reason]),
  });

  it('become certificates with their keys and chains, whatever their order', () => {
    expect(
      inShort(
        sorted(
          two.privateKeyPem,
          root.certificatePem,
          one.certificatePem,
          one.privateKeyPem,
          two.certificatePem,
          intermediate.certificatePem,
        ),
      ),
    ).toEqual({
      bundles: [
        { files: [2, 3, 5, 1], name: 'one.example', chain: 2, hasKey: true },
        { files: [4, 0, 5, 1], name: 'two.example', chain: 2, hasKey: true },
      ],
      refused: [],
    });
  });

  it('that are bad stand in nobody’s way', () => {
    expect(inShort(sorted('nothing', one.certificatePem + one.privateKeyPem, two.privateKeyPem, ''))).toEqual({
      bundles: [{ files: [1], name: 'one.example', chain: 0, hasKey: true }],
      refused: [
        [0, 'MATERIAL_UNREADABLE'],
        [2, 'KEY_MISMATCH'],
        [3, 'MATERIAL_UNREADABLE'],
      ],
    });
  });

  it('with authorities alone are certificates to trust, one a file', () => {
    expect(inShort(sorted(root.certificatePem, intermediate.certificatePem))).toEqual({
      bundles: [
        { files: [0], name: 'Certkeep test root', chain: 0, hasKey: false },
        { files: [1], name: 'Intermediate', chain: 0, hasKey: false },
      ],
      refused: [],
    });
  });

  it('are each no larger than one upload', () => {
    const files = [one.certificatePem, one.certificatePem.padEnd(4000)].map((content, index) => ({
      name: `file-${index}`,
      content: bytes(content),
    }));
    const { bundles, refused } = sortFiles(files, undefined, { ...defaultLimits, bytes: 3000 });
    expect(bundles).toHaveLength(1);
    expect(refused).toMatchObject([{ file: 1, refusal: { reason: 'TOO_LARGE' } }]);
  });

  it('that hold the same certificate are one', () => {
    expect(inShort(sorted(one.certificatePem, one.certificatePem)).bundles).toEqual([
      { files: [0, 1], name: 'one.example', chain: 0, hasKey: false },
    ]);
  });
});
