import { NodeClient } from './node-client.js';
import { readOptions, type ConnectOptions } from './options.js';

/**
 * Starts to keep a node's certificate current. Returns at once; `await client.ready()` waits for the certificate.
 * @throws TypeError for options that can't be used
 */
export function connect(options: ConnectOptions): NodeClient {
  return new NodeClient(readOptions(options));
}
