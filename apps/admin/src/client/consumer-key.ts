import type { Deployment } from '@certkeep/contracts/connect';

/** Names a consumer: a node by its id, wherever it is; others within their environment. */
export function consumerKey({ consumerKind, consumerId, environmentId }: Deployment): string {
  return consumerKind === 'node' ? nodeKey(consumerId) : `${consumerKind}/${consumerId}/${environmentId}`;
}

export function nodeKey(nodeId: string): string {
  return `node/${nodeId}`;
}
