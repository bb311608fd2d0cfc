/** A response that is in its wire bytes already: an answer given a thousand times is encoded once. */
export class Encoded {
  constructor(readonly bytes: Buffer) {}
}
