import type { FaultyProxy, Seeded } from '@certkeep/testing';
import { expect } from 'vitest';
import type { FaultyDatabase } from './faulty-database.js';
import type { Installation } from './installation.js';
import type { JumpingClock } from './jumping-clock.js';
import type { ObservedNode } from './observed-node.js';
import type { SmallDisk } from './small-disk.js';

/** What can break. */
export interface Scene {
  readonly seeded: Seeded;
  readonly installation: Installation;
  /** Undefined where the database is a part of the server. */
  readonly database: FaultyDatabase | undefined;
  /** Between the nodes and the server. */
  readonly network: FaultyProxy;
  readonly disk: SmallDisk;
  readonly clock: JumpingClock;
  readonly nodes: () => readonly ObservedNode[];
}

export interface Fault {
  readonly title: string;
  /** What calls of an admin may come to meanwhile; undefined when they must all succeed. */
  readonly failures: RegExp | undefined;
  readonly begin: (scene: Scene) => Promise<void> | void;
  readonly end: (scene: Scene) => Promise<void> | void;
}

const hour = 3_600_000;
/** The server answers: never with an internal error. */
const noDatabase = /^\[unavailable\]/;
/** The caller's own library says that nobody is there, or is any more. */
const connectionEnds = /^\[(unavailable|aborted)\]|EPIPE|hang up/;

const everywhere: readonly Fault[] = [
  {
    title: 'the server is killed',
    failures: connectionEnds,
    begin: ({ installation }) => installation.kill9(),
    end: ({ installation }) => installation.startAgain(),
  },
  network('the network is cut', (proxy) => {
    proxy.cut();
  }),
  network('the network stands still', (proxy) => {
    proxy.stall();
  }),
  network('the network forgets its connections', (proxy) => {
    proxy.lose();
  }),
  network('the network is slow', (proxy, seeded) => {
    proxy.slow({ pieceBytes: 300 + Math.floor(seeded.next() * 600), delay: 20 + seeded.next() * 60 });
  }),
  {
    title: 'the disk of the kept copies is full',
    failures: undefined,
    begin: ({ disk }) => disk.fill(),
    end: async ({ disk, nodes }) => {
      await disk.free();
      // Each sign of life is an occasion to write what could not be written.
      const lacking = async () => (await Promise.all(nodes().map((node) => node.hasKept()))).filter((kept) => !kept);
      await expect.poll(lacking, { timeout: 30_000 }).toEqual([]);
    },
  },
  {
    title: 'the clocks jump, and nodes start again from their copies while Certkeep is away',
    failures: undefined,
    begin: async ({ seeded, clock, network: proxy, nodes }) => {
      proxy.cut();
      clock.jump((seeded.next() - 0.5) * 48 * hour);
      await Promise.all(nodes().map((node) => node.restart()));
      clock.jump((seeded.next() - 0.5) * 48 * hour);
    },
    end: ({ network: proxy }) => {
      proxy.mend();
    },
  },
];

const ofDatabase: readonly Fault[] = [
  {
    title: 'the database is killed',
    failures: noDatabase,
    begin: ({ database }) => database?.kill9(),
    end: ({ database }) => database?.startAgain(),
  },
  {
    title: 'server and database are killed',
    failures: connectionEnds,
    begin: async ({ database, installation }) => {
      await Promise.all([database?.kill9(), installation.kill9()]);
    },
    end: async ({ database, installation }) => {
      await database?.startAgain();
      await installation.startAgain();
    },
  },
];

export function faultsFor(database: FaultyDatabase | undefined): readonly Fault[] {
  return database === undefined ? everywhere : [...everywhere, ...ofDatabase];
}

function network(title: string, begin: (proxy: FaultyProxy, seeded: Seeded) => void): Fault {
  return {
    title,
    failures: undefined,
    begin: ({ network: proxy, seeded }) => {
      begin(proxy, seeded);
    },
    end: ({ network: proxy }) => {
      proxy.mend();
    },
  };
}
