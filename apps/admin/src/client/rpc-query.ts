/**
 * A TanStack query over one RPC: its key is the RPC's name and its input, so that `[name]` names all of its answers.
 */
export function rpcQuery<Input, Output>(
  name: string,
  call: (input: Input, options: { signal: AbortSignal }) => Promise<Output>,
  input: Input,
) {
  return {
    queryKey: [name, input] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) => call(input, { signal }),
  };
}
