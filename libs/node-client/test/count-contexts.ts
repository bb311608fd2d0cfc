import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';

/** Counts the secure contexts that this process makes from now on, Node's own code included. */
export function countContexts(): { readonly made: () => number; readonly end: () => void } {
  const original = tls.createSecureContext;
  let made = 0;
  const put = (create: typeof tls.createSecureContext) => {
    tls.createSecureContext = create;
    // For who imported it by name.
    syncBuiltinESMExports();
  };
  put((options) => {
    made++;
    return original(options);
  });
  return {
    made: () => made,
    end: () => {
      put(original);
    },
  };
}
