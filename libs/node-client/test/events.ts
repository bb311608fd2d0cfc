import type { NodeClient, NodeClientEvents } from '../src/index.js';

/** Waits for the next event of this kind that a test means; any kind of client error comes to nothing here. */
export function next<Name extends keyof NodeClientEvents>(
  client: NodeClient,
  name: Name,
  isMeant: (...happened: NodeClientEvents[Name]) => boolean = () => true,
): Promise<NodeClientEvents[Name]> {
  return new Promise((resolve) => {
    const hear = (...happened: NodeClientEvents[Name]) => {
      if (!isMeant(...happened)) return;
      client.off(name, hear as never);
      resolve(happened);
    };
    client.on(name, hear as never);
  });
}
