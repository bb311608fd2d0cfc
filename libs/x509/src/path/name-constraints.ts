import {
  allElementsIn,
  constructedTag,
  firstElement,
  onlyElement,
  primitiveTag,
  sequenceMembers,
  type DerElement,
} from '../der/der-elements.js';
import { asBuffer } from '../der/der-values.js';

/** What an authority may issue for (RFC 5280 section 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

/** One subtree: of host names, mailboxes, addresses or distinguished names. */
export type Subtree =
  | { readonly kind: 'DNS' | 'EMAIL' | 'URI'; readonly base: string }
  | { readonly kind: 'IP'; readonly address: Uint8Array; readonly mask: Uint8Array }
  | { readonly kind: 'DIRECTORY'; readonly base: readonly string[] }
  | { readonly kind: 'OTHER' };

/** A name that constraints speak about. */
export type ConstrainedName =
  | { readonly kind: 'DNS' | 'EMAIL' | 'URI'; readonly value: string }
  | { readonly kind: 'IP'; readonly address: Uint8Array }
  | { readonly kind: 'DIRECTORY'; readonly value: readonly string[] }
  | { readonly kind: 'OTHER' };

/** @throws RangeError for what can't be read, and for what has no subtree in it */
export function nameConstraints(value: Uint8Array): NameConstraints {
  const members = sequenceMembers(onlyElement(value));
  const subtrees = (number: number) =>
    members
      .filter(({ tag }) => tag === constructedTag(number))
      .flatMap(({ content }) => allElementsIn(content).map(subtreeOf));
  const constraints = { permitted: subtrees(0), excluded: subtrees(1) };
  if (constraints.permitted.length + constraints.excluded.length === 0) throw new RangeError('no subtree');
  return constraints;
}

function subtreeOf(element: DerElement): Subtree {
  const [base] = sequenceMembers(element);
  switch (base?.tag) {
    case primitiveTag(1):
      return { kind: 'EMAIL', base: text(base) };
    case primitiveTag(2): {
      const name = text(base);
      if (name.includes('*')) throw new RangeError('a wildcard in a constraint');
      return { kind: 'DNS', base: name };
    }
    case constructedTag(4):
      return { kind: 'DIRECTORY', base: relativeNames(firstElement(base.content)) };
    case primitiveTag(6):
      return { kind: 'URI', base: text(base) };
    case primitiveTag(7):
      return addressRange(base.content);
    default:
      return { kind: 'OTHER' };
  }
}

function addressRange(content: Uint8Array): Subtree {
  const length = content.length / 2;
  if (length !== 4 && length !== 16) throw new RangeError('no address and mask');
  const mask = content.subarray(length);
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  if (!/^1*0*$/.test(bits)) throw new RangeError('a mask with holes');
  return { kind: 'IP', address: content.subarray(0, length), mask };
}

/** Every name in a certificate that its issuers' constraints speak about; a mailbox in the subject is one of them. */
export function constrainedNames(
  subject: DerElement,
  alternativeNames: Uint8Array | undefined,
): readonly ConstrainedName[] {
  const directory = relativeNames(subject);
  const names = alternativeNames === undefined ? [] : sequenceMembers(onlyElement(alternativeNames)).map(nameOf);
  return directory.length === 0 ? names : [{ kind: 'DIRECTORY', value: directory }, ...names];
}

function nameOf(element: DerElement): ConstrainedName {
  switch (element.tag) {
    case primitiveTag(1):
      return { kind: 'EMAIL', value: text(element) };
    case primitiveTag(2):
      return { kind: 'DNS', value: text(element) };
    case constructedTag(4):
      return { kind: 'DIRECTORY', value: relativeNames(firstElement(element.content)) };
    case primitiveTag(6):
      return { kind: 'URI', value: text(element) };
    case primitiveTag(7):
      return { kind: 'IP', address: element.content };
    default:
      return { kind: 'OTHER' };
  }
}

/** Each part as its bytes without regard to the case of its text, which is how they are compared here. */
function relativeNames(name: DerElement): readonly string[] {
  return sequenceMembers(name).map(({ content }) => asBuffer(content).toString('latin1').toLowerCase());
}

function text({ content }: DerElement): string {
  return asBuffer(content).toString('latin1');
}

/** @returns whether all constraints leave this name be */
export function isNameAllowed({ permitted, excluded }: NameConstraints, name: ConstrainedName): boolean {
  const ofItsKind = permitted.filter(({ kind }) => kind === name.kind);
  if (ofItsKind.length > 0 && !ofItsKind.some((subtree) => isWithin(name, subtree))) return false;
  return !excluded.some((subtree) => isWithin(name, subtree) || reachesInto(name, subtree));
}

function isWithin(name: ConstrainedName, subtree: Subtree): boolean {
  switch (name.kind) {
    case 'DNS':
      return subtree.kind === 'DNS' && isHostWithin(name.value.replace(/^\*\./, 'x.'), subtree.base);
    case 'EMAIL':
      return subtree.kind === 'EMAIL' && isMailboxWithin(name.value, subtree.base);
    case 'URI':
      return subtree.kind === 'URI' && isHostOfUriWithin(name.value, subtree.base);
    case 'IP':
      return subtree.kind === 'IP' && isAddressWithin(name.address, subtree);
    case 'DIRECTORY':
      return subtree.kind === 'DIRECTORY' && subtree.base.every((part, index) => name.value[index] === part);
    case 'OTHER':
      return subtree.kind === 'OTHER';
  }
}

/** A wildcard stands for names beneath it, one of which may be excluded. */
function reachesInto(name: ConstrainedName, subtree: Subtree): boolean {
  if (name.kind !== 'DNS' || subtree.kind !== 'DNS' || !name.value.startsWith('*.')) return false;
  const [, ...parent] = subtree.base.toLowerCase().replace(/^\./, '').split('.');
  return parent.join('.') === name.value.slice(2).toLowerCase();
}

function isHostWithin(host: string, base: string): boolean {
  const [lower, wanted] = [host.toLowerCase(), base.toLowerCase().replace(/^\./, '')];
  return wanted === '' || lower === wanted || lower.endsWith(`.${wanted}`);
}

/** A mailbox, a host, or with a dot before it the hosts below one (RFC 5280 section 4.2.1.10). */
function isMailboxWithin(mailbox: string, base: string): boolean {
  const at = mailbox.lastIndexOf('@');
  const host = mailbox.slice(at + 1).toLowerCase();
  if (base.includes('@')) {
    const baseAt = base.lastIndexOf('@');
    return mailbox.slice(0, at) === base.slice(0, baseAt) && host === base.slice(baseAt + 1).toLowerCase();
  }
  return base.startsWith('.') ? host.endsWith(base.toLowerCase()) : host === base.toLowerCase();
}

function isHostOfUriWithin(uri: string, base: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { hostname } = new URL(uri);
  return base.startsWith('.') ? hostname.endsWith(base.toLowerCase()) : hostname === base.toLowerCase();
}

function isAddressWithin(address: Uint8Array, range: Extract<Subtree, { readonly kind: 'IP' }>): boolean {
  return (
    address.length === range.address.length &&
    address.every(
      (byte, index) => (byte & (range.mask[index] ?? 0)) === ((range.address[index] ?? 0) & (range.mask[index] ?? 0)),
    )
  );
}
