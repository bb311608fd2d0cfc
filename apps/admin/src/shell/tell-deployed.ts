import { toast } from 'svelte-sonner';
import DeployProgress from './deploy-progress.svelte';

/**
 * Says that a change was saved, and follows how far the consumers of the certificate are with it: it stays until all
 * have it, or until it is closed.
 */
export function tellDeployed(text: string, certificateId: string): void {
  const toastId = `deployed/${certificateId}`;
  toast.success(text, {
    id: toastId,
    description: DeployProgress,
    componentProps: { toastId, certificateId },
    duration: Number.POSITIVE_INFINITY,
  });
}
