/** What is to be added: a file that was chosen, or else the text. */
export function materialBytes(file: Uint8Array | undefined, text: string): Uint8Array<ArrayBuffer> {
  return file === undefined ? new TextEncoder().encode(text.trim()) : new Uint8Array(file);
}

/** A private key stays where it is: what holds one isn't even sent. */
export function holdsPrivateKey(material: Uint8Array): boolean {
  return new TextDecoder().decode(material).includes('PRIVATE KEY-----');
}
