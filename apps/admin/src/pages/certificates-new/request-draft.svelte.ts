import { KeyType } from '@certkeep/contracts/connect';
import { listOf, subjectText, type SubjectParts } from './subject-text.js';

/** A certificate that is asked for, while somebody fills in what it is to say. */
export class RequestDraft {
  readonly parts = $state<{ -readonly [Name in keyof SubjectParts]: string }>({
    CN: '',
    OU: '',
    O: '',
    L: '',
    ST: '',
    C: '',
  });
  dnsNames = $state('');
  ipAddresses = $state('');
  keyType = $state(KeyType.EC_P256);

  readonly isNamed = $derived(
    this.parts.CN.trim() !== '' || listOf(this.dnsNames).length > 0 || listOf(this.ipAddresses).length > 0,
  );
  /** The name that it gets when none is typed. */
  readonly suggestedName = $derived(
    this.parts.CN.trim() || (listOf(this.dnsNames)[0] ?? listOf(this.ipAddresses)[0] ?? ''),
  );

  subject() {
    return {
      subject: subjectText(this.parts),
      dnsNames: listOf(this.dnsNames),
      ipAddresses: listOf(this.ipAddresses),
      keyType: this.keyType,
    };
  }
}
