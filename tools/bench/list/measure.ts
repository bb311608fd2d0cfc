import { SummarizeCertificatesResponse } from '@certkeep/contracts/grpc';
import type { BareDatabase } from './bare-database.ts';
import { pageByHand, summaryByHand, summaryFromCounts, type PageByHand } from './by-hand.ts';
import type { CertkeepClient } from './certkeep-client.ts';
import { listQuestions, summaryQuestions, type Known, type ListQuestion, type SummaryQuestion } from './questions.ts';
import type { Line } from './report.ts';
import { inTurns, type Times } from './turns.ts';

const pageSize = 50;
const timelineWeeks = 52;
/** Until then a server that has just been started is still being compiled. */
const callsToWarmUp = 100;

interface Sides {
  readonly client: CertkeepClient;
  readonly database: BareDatabase;
  readonly known: Known;
  readonly rounds: number;
}

export type Measured = Pick<Line, 'name' | 'aim'> & { readonly times: Times };

/** Asks everything both ways. @throws Error when the two don't answer alike: then their times say nothing */
export async function* measure(sides: Sides): AsyncGenerator<Measured> {
  for (let call = 0; call < callsToWarmUp; call++) await sides.client.page({ orderBy: 'name' }, pageSize);
  const now = Date.now();
  for (const question of listQuestions(sides.known, now)) {
    yield { name: question.name, aim: question.aim, times: await timesOfList(sides, question) };
  }
  for (const question of summaryQuestions(now)) {
    yield { name: question.name, aim: question.aim, times: await timesOfSummary(sides, question, now) };
  }
}

async function timesOfList(sides: Sides, { name, request, byHand, deep }: ListQuestion): Promise<Times> {
  const { client, database, known, rounds } = sides;
  const first = { ...byHand, company: known.company, size: pageSize };
  const after = deep ? await middleOf(database, first) : undefined;
  const page: PageByHand = after === undefined ? first : { ...first, after };
  const token = after === undefined ? '' : movedTo((await client.page(request, 1)).nextPageToken, after);
  const answers = (await client.page(request, pageSize, token)).certificates.map(({ id }) => id);
  const expected = (await pageByHand(database, page)).map(({ id }) => id);
  if (answers.join() !== expected.join())
    throw new Error(`${name}: Certkeep and the SQL answer with other certificates`);
  return inTurns(
    () => client.list(request, pageSize, token),
    () => pageByHand(database, page),
    rounds,
  );
}

async function timesOfSummary(sides: Sides, question: SummaryQuestion, at: number): Promise<Times> {
  const { client, database, known, rounds } = sides;
  const { name, filter, conditions } = question;
  const byHand = () =>
    conditions.length === 0
      ? summaryFromCounts(database, { company: known.company, at, timelineWeeks })
      : summaryByHand(database, { company: known.company, at, timelineWeeks, conditions });
  const { total } = SummarizeCertificatesResponse.decode(await client.summarize(filter, timelineWeeks));
  const [row] = await byHand();
  if (Number(total) !== Number(row?.['total'])) throw new Error(`${name}: Certkeep and the SQL count differently`);
  return inTurns(() => client.summarize(filter, timelineWeeks), byHand, rounds);
}

type Place = NonNullable<PageByHand['after']>;

async function middleOf(database: BareDatabase, { company, column, descending }: PageByHand): Promise<Place> {
  const of = 'FROM certificates WHERE company_id = ? AND delete_time IS NULL';
  const [counted] = await database.all(`SELECT COUNT(*) AS count ${of}`, [company]);
  const direction = descending ? 'DESC' : 'ASC';
  const [row = {}] = await database.all(
    `SELECT ${column} AS sorted, id ${of} ORDER BY ${column} ${direction}, id ${direction}
     LIMIT 1 OFFSET ${Math.floor(Number(counted?.['count']) / 2)}`,
    [company],
  );
  return { key: row['sorted'] ?? null, id: row['id'] ?? null };
}

/** A page's token, made to go on after another row: walking there page by page would take long. */
function movedTo(token: string, { key, id }: Place): string {
  const [digest] = JSON.parse(Buffer.from(token, 'base64url').toString()) as readonly [string];
  return Buffer.from(JSON.stringify([digest, key, id])).toString('base64url');
}
