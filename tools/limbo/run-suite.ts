import { coversHost } from '@certkeep/domain';
import { parseCertificate, pemCertificates, verifyPath, type ParsedCertificate, type PathResult } from '@certkeep/x509';
import { readFileSync } from 'node:fs';

/** A case of limbo.json, as far as it is looked at. */
interface LimboCase {
  readonly id: string;
  readonly validation_kind: 'SERVER' | 'CLIENT';
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly expected_result: Verdict;
  readonly expected_peer_name: PeerName | null;
  readonly expected_peer_names: readonly PeerName[];
  readonly max_chain_depth: number | null;
}

interface PeerName {
  readonly kind: 'DNS' | 'IP' | 'RFC822';
  readonly value: string;
}

export type Verdict = 'SUCCESS' | 'FAILURE';

export interface CaseResult {
  readonly id: string;
  readonly expected: Verdict;
  readonly actual: Verdict;
  /** Why not; empty for a success. */
  readonly problem: string;
}

export function runSuite(path: string): readonly CaseResult[] {
  const { testcases } = JSON.parse(readFileSync(path, 'utf8')) as { readonly testcases: readonly LimboCase[] };
  return testcases.map((testcase) => {
    const problem = problemOf(testcase);
    return {
      id: testcase.id,
      expected: testcase.expected_result,
      actual: problem === '' ? 'SUCCESS' : 'FAILURE',
      problem,
    };
  });
}

function problemOf(testcase: LimboCase): string {
  const { leaf, result } = pathOf(testcase);
  if (leaf === undefined || result.kind === 'none') return result.kind === 'none' ? result.problem : 'no leaf';
  const missing = wantedNames(testcase).find((name) => !covers(leaf, name));
  return missing === undefined ? '' : `${missing.value} is not covered`;
}

function pathOf(testcase: LimboCase): { readonly leaf?: ParsedCertificate; readonly result: PathResult } {
  try {
    const [leaf] = parsed([testcase.peer_certificate]);
    if (leaf === undefined) return { result: { kind: 'none', problem: 'no leaf' } };
    const result = verifyPath({
      leaf,
      intermediates: parsed(testcase.untrusted_intermediates),
      anchors: parsed(testcase.trusted_certs),
      at: testcase.validation_time === null ? new Date() : new Date(testcase.validation_time),
      purpose: testcase.validation_kind === 'SERVER' ? 'serverAuth' : 'clientAuth',
      ...(testcase.max_chain_depth === null ? {} : { mostIntermediates: testcase.max_chain_depth }),
    });
    return { leaf, result };
  } catch (error) {
    return { result: { kind: 'none', problem: error instanceof Error ? error.message : String(error) } };
  }
}

function parsed(pems: readonly string[]): readonly ParsedCertificate[] {
  return pems.flatMap((pem) => pemCertificates(pem)).map(parseCertificate);
}

function wantedNames({ expected_peer_name, expected_peer_names }: LimboCase): readonly PeerName[] {
  return [...(expected_peer_name === null ? [] : [expected_peer_name]), ...expected_peer_names];
}

function covers({ facts }: ParsedCertificate, { kind, value }: PeerName): boolean {
  const names = (wanted: string) =>
    facts.subjectAlternativeNames.filter((name) => name.kind === wanted).map((name) => name.value);
  return kind === 'RFC822' ? names('EMAIL').includes(value) : coversHost({ dns: names('DNS'), ip: names('IP') }, value);
}
