// A program that uses the built package and ends by itself: nothing calls process.exit.
import { connect } from '../dist/index.js';

const [endpoint, token] = process.argv.slice(2);
const client = connect({ endpoint, token });
const { certificateName } = await client.ready();
process.stdout.write(`ready ${certificateName}\n`);
await client.close();
process.stdout.write('closed\n');
