import { refusal } from '../../intake/intake-errors.js';
import type { ZipEntry } from './read-zip.js';

/** How much may be unpacked for one import, all of its ZIPs together; counted before anything is. */
export class UnpackingBudget {
  private readonly left: { files: number; bytes: number };

  /** @param most files, and the bytes of all of them once they are unpacked */
  constructor(private readonly most: { readonly files: number; readonly bytes: number }) {
    this.left = { ...most };
  }

  /** @throws DomainError TOO_LARGE */
  spend(files: readonly ZipEntry[]): void {
    this.left.files -= files.length;
    if (this.left.files < 0) {
      throw refusal(
        'TOO_LARGE',
        `There are more than ${this.most.files.toLocaleString('en')} files to unpack. Import them in parts.`,
        { limit: 'truststore_entries', limit_value: String(this.most.files) },
      );
    }
    this.left.bytes -= files.reduce((total, { size }) => total + size, 0);
    if (this.left.bytes >= 0) return;
    throw refusal(
      'TOO_LARGE',
      `What is packed has more than ${this.most.bytes.toLocaleString('en')} bytes once it is unpacked. Import it in parts.`,
      { limit: 'unpacked_bytes', limit_value: String(this.most.bytes) },
    );
  }
}
