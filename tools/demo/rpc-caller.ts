/** Calls an RPC by name with JSON, as `curl` would, keeping the session cookie from call to call. */
export type RpcCaller = (rpc: string, request: object) => Promise<Readonly<Record<string, unknown>>>;

/** @param httpUrl where Certkeep serves its UI */
export function rpcCaller(httpUrl: string): RpcCaller {
  let cookie = '';
  return async (rpc, request) => {
    const response = await fetch(`${httpUrl}/certkeep.v1.${rpc}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
      body: JSON.stringify(request),
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const answer = (await response.json()) as Readonly<Record<string, unknown>>;
    if (!response.ok) throw new Error(`${rpc}: ${String(answer['message'])}`);
    return answer;
  };
}
