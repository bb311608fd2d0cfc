// Installs what is missing and runs the checks. Plain JavaScript without dependencies, for any Node.js from 20 on.
import { join } from 'node:path';
import { become } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { environmentOf, fitNode } from './node.mjs';
import { root } from './root.mjs';

try {
  process.chdir(root);
  const args = process.argv.slice(2);
  await ensureInstalled({ verbose: args.includes('--verbose') });
  const node = fitNode();
  become([node, join(root, 'tools', 'checks', 'main.ts'), ...args], environmentOf(node));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
