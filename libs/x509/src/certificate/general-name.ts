import {
  allElementsIn,
  constructedTag,
  firstElement,
  primitiveTag,
  sequenceMembers,
  type DerElement,
} from '../der/der-elements.js';
import { asBuffer, dotted, hexOf, objectIdentifier } from '../der/der-values.js';
import { distinguishedName, distinguishedNameText } from './distinguished-name.js';
import type { SubjectAlternativeName } from './facts.js';
import { ipAddressText } from './ip-address.js';

const uri = primitiveTag(6);

/**
 * One GeneralName (RFC 5280 section 4.2.1.6), named: also those kinds that nothing is done with.
 * @throws RangeError for what is none
 */
export function generalName(element: DerElement): SubjectAlternativeName {
  switch (element.tag) {
    case constructedTag(0):
      return otherName(element);
    case primitiveTag(1):
      return { kind: 'EMAIL', value: latin1(element), typeOid: '' };
    case primitiveTag(2):
      return { kind: 'DNS', value: latin1(element), typeOid: '' };
    // x400Address and ediPartyName: nobody has them, and their bytes say all there is.
    case constructedTag(3):
    case constructedTag(5):
      return { kind: 'OTHER', value: hexOf(element.content), typeOid: '' };
    case constructedTag(4):
      return {
        kind: 'OTHER',
        value: distinguishedNameText(distinguishedName(firstElement(element.content))),
        typeOid: '',
      };
    case uri:
      return { kind: 'URI', value: latin1(element), typeOid: '' };
    case primitiveTag(7):
      return { kind: 'IP', value: ipAddressText(element.content), typeOid: '' };
    case primitiveTag(8):
      return { kind: 'OTHER', value: dotted(element.content), typeOid: '' };
    default:
      throw new RangeError('no general name');
  }
}

/** @throws RangeError for what is no GeneralNames */
export function generalNames(element: DerElement): readonly SubjectAlternativeName[] {
  return sequenceMembers(element).map(generalName);
}

/** The URLs among the names in a content; others are passed over. @throws RangeError for what can't be read */
export function urlsIn(content: Uint8Array): readonly string[] {
  return allElementsIn(content)
    .filter(({ tag }) => tag === uri)
    .map(latin1);
}

function otherName({ content }: DerElement): SubjectAlternativeName {
  const [type, value] = allElementsIn(content);
  const typeOid = objectIdentifier(type);
  // The value has a tag around it that says no more than that it is the value.
  const inner = value?.tag === constructedTag(0) ? value.content : new Uint8Array();
  return { kind: 'OTHER', value: hexOf(inner), typeOid };
}

/** IA5String by the standard; others' mistakes are shown sign for sign rather than hidden. */
function latin1({ content }: DerElement): string {
  return asBuffer(content).toString('latin1');
}
