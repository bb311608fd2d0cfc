// A program that the system lets write no file: run under `ulimit -f 0`. Says what it meets.
import { connect } from '../dist/index.js';

const [endpoint, token, directory] = process.argv.slice(2);
const client = connect({ endpoint, token, cache: { directory } });
const refused = new Promise((resolve) => client.on('error', resolve));
await client.ready();
const { reason } = await refused;
process.stdout.write(`${reason}, and presents ${client.current?.certificateName}\n`);
await client.close();
