import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RetryDeploymentsRequestSchema } from '@certkeep/contracts/connect';
import { toast } from 'svelte-sonner';
import { nodes } from '../client/clients.js';
import { failureOf } from '../client/rpc-error.js';

/** Has nodes that failed try again, and tells of it. */
export async function retryDeployments(named: MessageInitShape<typeof RetryDeploymentsRequestSchema>): Promise<void> {
  try {
    const { nodeCount } = await nodes.retryDeployments(named);
    if (nodeCount === 0) toast('No node is left that failed');
    else toast.success(nodeCount === 1 ? 'One node tries again' : `${nodeCount.toLocaleString('en')} nodes try again`);
  } catch (error) {
    toast.error(failureOf(error).message);
  }
}
