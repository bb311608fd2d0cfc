/** Resolves after so many milliseconds. @throws the signal's reason when it aborts before */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** For so many milliseconds a page that can't be seen keeps its streams: going to another tab and back costs nothing. */
const keptHidden = 60_000;

/**
 * Waits until the page can be seen.
 * @returns aborts when the page has been out of sight for a minute, and with the given signal
 * @throws the given signal's reason when it aborts before
 */
export async function whileVisible(signal: AbortSignal): Promise<AbortSignal> {
  const ended = new AbortController();
  signal.throwIfAborted();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let show: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => (show = resolve));
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') show();
    else timer = setTimeout(end, keptHidden);
  };
  const end = () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
    signal.removeEventListener('abort', end);
    ended.abort();
    show();
  };
  document.addEventListener('visibilitychange', look);
  signal.addEventListener('abort', end, { once: true });
  if (document.visibilityState === 'visible') show();
  await shown;
  signal.throwIfAborted();
  return ended.signal;
}
