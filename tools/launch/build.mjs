// Installs what is missing and builds what has changed. Plain JavaScript: nothing is installed before it has run.
import { join } from 'node:path';
import { runStep } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { environmentOf, fitNode } from './node.mjs';
import { root } from './root.mjs';

/**
 * @param {readonly string[]} projects what to build, with all that it needs
 * @param {{ verbose: boolean }} options
 * @returns the Node.js to go on with, and the environment to go on in
 */
export async function installAndBuild(projects, { verbose }) {
  process.chdir(root);
  await ensureInstalled({ verbose });
  const node = fitNode();
  const env = environmentOf(node);
  console.log('Building…');
  const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const build = [node, nx, 'run-many', '--target=build', `--projects=${projects.join(',')}`, '--outputStyle=static'];
  await runStep(build, { env, verbose });
  return { node, env };
}
