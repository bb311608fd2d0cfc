#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { refuseOldNode } from './node-version.js';

refuseOldNode();
// Beside the program and not in a folder that others may write to: what lies there is run.
enableCompileCache(fileURLToPath(new URL('../.compile-cache', import.meta.url)));
// Loaded only now: better-sqlite3 brings an old Node down while it is imported.
const { commandLine } = await import('./command-line.js');
await commandLine().parseAsync();
