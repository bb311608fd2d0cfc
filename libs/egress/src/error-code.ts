/** @returns Node's or OpenSSL's code, as in `ECONNREFUSED`; empty when there is none */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
