/**
 * Runs a test suite of C2SP/x509-limbo against Certkeep's path building and name checks.
 * Usage: node tools/limbo/main.ts --suite limbo.json [--verbose]. Build first: npm start builds.
 */
import { parseArgs } from 'node:util';
import { runSuite } from './run-suite.ts';
import { expectedDeviations } from './expected-deviations.ts';

const { values } = parseArgs({
  options: { suite: { type: 'string' }, verbose: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help === true || values.suite === undefined) {
  process.stdout.write('node tools/limbo/main.ts --suite limbo.json [--verbose]\n');
  process.exit(values.help === true ? 0 : 2);
}

const results = runSuite(values.suite);
const deviating = results.filter(({ expected, actual }) => expected !== actual);
for (const { id, expected, actual, problem } of values.verbose === true ? results : deviating) {
  const reason = expectedDeviations[id];
  const note = expected === actual ? '' : reason === undefined ? '  UNEXPECTED' : `  expected: ${reason}`;
  process.stdout.write(`${id}: ${actual}, wanted ${expected}${problem === '' ? '' : ` (${problem})`}${note}\n`);
}
const unexpected = deviating.filter(({ id }) => expectedDeviations[id] === undefined);
process.stdout.write(
  `${results.length} cases: ${results.length - deviating.length} as wanted, ` +
    `${deviating.length - unexpected.length} expected deviations, ${unexpected.length} unexpected ones\n`,
);
process.exitCode = unexpected.length === 0 ? 0 : 1;
