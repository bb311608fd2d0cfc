#!/usr/bin/env node
import { refuseOldNode } from './node-version.js';

refuseOldNode();
// Loaded only now: better-sqlite3 brings an old Node down while it is imported.
const { commandLine } = await import('./command-line.js');
await commandLine().parseAsync();
