// Installs, builds and starts Certkeep. Plain JavaScript without dependencies, for whatever Node.js there is from 20 on.
import { join } from 'node:path';
import { installAndBuild } from './build.mjs';
import { become } from './child.mjs';
import { root } from './root.mjs';

const usage = `npm start [-- [--verbose] [server options]]

Installs what is missing, builds what has changed, and starts the server with its UI.
  --verbose   show the output of the steps, not only when they fail
  --help      this text
Everything else goes to the server. "node apps/server/dist/main.js serve --help" lists what it takes.`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(usage);
  process.exit();
}
const verbose = args.includes('--verbose');
const serverArgs = args.filter((arg) => arg !== '--verbose');

try {
  const { node, env } = await installAndBuild(['@certkeep/server', '@certkeep/admin'], { verbose });
  console.log('Starting…');
  become([node, join(root, 'apps', 'server', 'dist', 'main.js'), 'serve', ...serverArgs], env);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
