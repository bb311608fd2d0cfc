import type { Metadata } from '@grpc/grpc-js';

/** @returns the header's first value; undefined without one, and for a binary one */
export function textHeader(metadata: Metadata, name: string): string | undefined {
  const [value] = metadata.get(name);
  return typeof value === 'string' ? value : undefined;
}
