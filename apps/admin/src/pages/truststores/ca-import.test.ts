import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  ErrorInfoSchema,
  ImportTrustedCasResponseSchema,
  TrustedCaProgress_Phase as Phase,
  TrustedCaVerdict_Outcome as Outcome,
  TrustedCaVerdictSchema,
} from '@certkeep/contracts/connect';
import { describe, expect, it } from 'vitest';
import { CaImport, shareOf, type AskToImport } from './ca-import.svelte.js';

type Verdict = MessageInitShape<typeof TrustedCaVerdictSchema>;
type Request = Parameters<AskToImport>[0];

const verdict = (value: Verdict) =>
  create(ImportTrustedCasResponseSchema, { event: { case: 'verdict', value: create(TrustedCaVerdictSchema, value) } });
const summary = (value: { added?: number; updated?: number; unchanged?: number; refused?: number }) =>
  create(ImportTrustedCasResponseSchema, { event: { case: 'summary', value } });

const progress = (phase: Phase, doneCount: number, totalCount: number) =>
  create(ImportTrustedCasResponseSchema, { event: { case: 'progress', value: { phase, doneCount, totalCount } } });

/** A server that answers so, and what it was asked. */
function answering(...answers: readonly (readonly ReturnType<typeof verdict>[] | Error)[]) {
  const asked: Request[] = [];
  const ask: AskToImport = async function* (request) {
    asked.push(request);
    const answer = answers[asked.length - 1] ?? answers.at(-1) ?? [];
    if (answer instanceof Error) throw answer;
    await Promise.resolve();
    yield* answer;
  };
  return { asked, ask };
}

const chosen = (name: string, content = 'x') => ({ path: name, file: new File([content], name) });

async function looked(cas: CaImport) {
  cas.files = [chosen('cas.pem')];
  await cas.look();
  return cas;
}

const closed = (reason: string, message: string) =>
  new ConnectError(message, Code.InvalidArgument, undefined, [
    { desc: ErrorInfoSchema, value: { reason, domain: 'certkeep' } },
  ]);

describe('CAs on their way into a truststore', () => {
  it('are looked at first, those that are refused before the others, and nothing is stored', async () => {
    const { ask, asked } = answering([
      verdict({ name: 'good', outcome: Outcome.ADDED, entry: { alias: 'good' } }),
      verdict({ name: 'bad', outcome: Outcome.REFUSED, problem: { message: 'It has expired.' } }),
      summary({ added: 1, refused: 1 }),
    ]);
    const cas = await looked(new CaImport('production', ask));
    expect(cas.state).toBe('looked');
    expect(cas.rows.map(({ name, problem }) => [name, problem])).toEqual([
      ['bad', 'It has expired.'],
      ['good', ''],
    ]);
    expect(cas.changing).toBe(1);
    expect(asked).toMatchObject([{ environmentId: 'production', validateOnly: true, allowExpired: false }]);
  });

  it('are imported as they were looked at', async () => {
    const { ask, asked } = answering([verdict({ name: 'a', outcome: Outcome.ADDED }), summary({ added: 1 })]);
    const cas = new CaImport('production', ask);
    cas.allowExpired = true;
    await looked(cas);
    await cas.import();
    expect(cas.state).toBe('imported');
    expect(asked).toHaveLength(2);
    expect(asked[1]).toEqual({ ...asked[0], validateOnly: false });
  });

  it('ask for a passphrase when they are closed, and say so when it is the wrong one', async () => {
    const { ask, asked } = answering(
      closed('PASSPHRASE_REQUIRED', 'The store is closed.'),
      closed('PASSPHRASE_WRONG', 'It does not open the store.'),
      [verdict({ name: 'a', outcome: Outcome.ADDED }), summary({ added: 1 })],
    );
    const cas = await looked(new CaImport('production', ask));
    expect([cas.needsPassphrase, cas.passphraseError, cas.failure]).toEqual([true, undefined, undefined]);
    cas.passphrase = 'barley';
    await cas.look();
    expect(cas.passphraseError).toBe('It does not open the store.');
    cas.passphrase = 'sesame';
    await cas.look();
    expect([cas.state, cas.passphraseError]).toEqual(['looked', undefined]);
    expect(asked.map(({ material }) => material?.passphrase)).toEqual(['', 'barley', 'sesame']);
  });

  it('ask for a passphrase when one file of several is closed', async () => {
    const { ask } = answering([
      verdict({
        name: 'a.p12',
        outcome: Outcome.REFUSED,
        problem: { field: 'material.passphrase', message: 'It is closed.' },
      }),
      summary({ refused: 1 }),
    ]);
    const cas = await looked(new CaImport('production', ask));
    expect([cas.needsPassphrase, cas.passphraseError]).toEqual([true, undefined]);
    cas.passphrase = 'barley';
    await cas.look();
    expect(cas.passphraseError).toBe('It does not open one of the files. The others are not affected.');
  });

  it('show how far they are: read, then stored, then told of', async () => {
    const seen: [string, number | undefined][] = [];
    const events = [
      progress(Phase.READING, 100, 200),
      progress(Phase.STORING, 50, 200),
      ...Array.from({ length: 200 }, (_, index) => verdict({ name: String(index), outcome: Outcome.ADDED })),
      summary({ added: 200 }),
    ];
    const cas = new CaImport('production', async function* () {
      for (const event of events) {
        yield await Promise.resolve(event);
        seen.push([cas.progress.deed, shareOf(cas.progress)]);
      }
    });
    await looked(cas);
    const different = seen.filter((one, index) => one.join() !== seen[index - 1]?.join());
    expect(different).toEqual([
      ['read', 0.5 / 3],
      ['stored', 1.25 / 3],
      ['told', 2.5 / 3],
      ['told', 1],
    ]);
  });

  it('can be stopped while they are imported: what is there now is looked at', async () => {
    const asked: boolean[] = [];
    const importing = Promise.withResolvers<undefined>();
    const cas = new CaImport('production', async function* ({ validateOnly = false }, { signal }) {
      asked.push(validateOnly);
      if (!validateOnly) {
        importing.resolve(undefined);
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new ConnectError('cancelled', Code.Canceled));
          });
        });
      }
      yield verdict({ name: 'a', outcome: Outcome.ADDED });
      yield summary({ added: 1 });
    });
    await looked(cas);
    const imported = cas.import();
    await importing.promise;
    await cas.stop();
    await imported;
    expect(asked).toEqual([true, false, true]);
    expect([cas.state, cas.wasStopped, cas.failure, cas.changing]).toEqual(['looked', true, undefined, 1]);
  });

  it('stay as they were given when an import fails', async () => {
    const { ask } = answering(
      [verdict({ name: 'a', outcome: Outcome.ADDED }), summary({ added: 1 })],
      new ConnectError('away', Code.Unavailable),
    );
    const cas = await looked(new CaImport('production', ask));
    await cas.import();
    expect(cas.failure?.message).toMatch('can’t be reached');
    expect(cas.files.map(({ path }) => path)).toEqual(['cas.pem']);
    expect([cas.state, cas.rows]).toEqual(['idle', []]);
  });

  it('are told of when the browser can’t read one, and the others go on', async () => {
    const { ask, asked } = answering([verdict({ name: 'a', outcome: Outcome.ADDED }), summary({ added: 1 })]);
    const gone = chosen('gone.pem');
    gone.file.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    const cas = new CaImport('production', ask);
    cas.files = [chosen('cas.pem'), gone];
    await cas.look();
    expect(cas.rows.map(({ name }) => name)).toEqual(['gone.pem', 'a']);
    expect(cas.counts).toMatchObject({ added: 1, refused: 1 });
    expect(asked[0]?.material?.source).toMatchObject({ value: { files: [{ name: 'cas.pem' }] } });
  });

  it('show the answer to the newest look, whichever comes first', async () => {
    const waiting: (() => void)[] = [];
    const ask: AskToImport = async function* ({ material }) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      const name = material?.source?.case === 'paste' ? (material.source.value.text ?? '') : '';
      yield verdict({ name, outcome: Outcome.ADDED });
    };
    const cas = new CaImport('production', ask);
    cas.source = 'paste';
    cas.text = 'first';
    const first = cas.look();
    cas.text = 'second';
    const second = cas.look();
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]?.();
    await second;
    waiting[0]?.();
    await first;
    expect(cas.rows.map(({ name }) => name)).toEqual(['second']);
  });

  it('forget the passphrase when they are left', async () => {
    const cas = await looked(new CaImport('production', answering([]).ask));
    cas.passphrase = 'sesame';
    cas.forget();
    expect([cas.passphrase, cas.text, cas.files]).toEqual(['', '', []]);
  });
});
