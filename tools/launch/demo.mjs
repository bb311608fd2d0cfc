// Installs, builds and runs the demo: npm run demo.
import { join } from 'node:path';
import { installAndBuild } from './build.mjs';
import { become } from './child.mjs';
import { root } from './root.mjs';

try {
  const { node, env } = await installAndBuild(['@certkeep/server', '@certkeep/testing'], { verbose: false });
  become([node, join(root, 'tools', 'demo', 'main.ts')], env);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
