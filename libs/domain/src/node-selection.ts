import { definitionFor } from './definition-choice.js';
import type { CertificateId, DefinitionId, EnvironmentId } from './ids.js';

/** A certificate that a node could present. */
export interface SelectionCandidate {
  readonly id: CertificateId;
  readonly name: string;
  readonly definitions: readonly {
    readonly id: DefinitionId;
    /** None: the certificate's default definition. */
    readonly environmentIds: readonly EnvironmentId[];
    readonly hasKey: boolean;
  }[];
}

export interface SelectionInput {
  readonly mtlsEnabled: boolean;
  readonly environmentId: EnvironmentId | undefined;
  /** Chosen by hand. */
  readonly chosenCertificate: SelectionCandidate | undefined;
  readonly primaryCertificate: SelectionCandidate | undefined;
}

export type NodeSelection =
  | {
      readonly kind: 'selected';
      readonly certificateId: CertificateId;
      readonly definitionId: DefinitionId;
      readonly chosenBy: 'CHOSEN_BY_HAND' | 'PRIMARY';
      /** No definition names the node's environment: the default one serves. */
      readonly defaultDefinition: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'MTLS_DISABLED' | 'NO_CERTIFICATE_SELECTED' | 'NO_DEFINITION_FOR_ENVIRONMENT' | 'NO_PRIVATE_KEY';
      readonly message: string;
    };

/**
 * Which certificate a node presents: the one chosen by hand, else the company's primary; of it the definition for the
 * node's environment, else the default definition. A choice by hand is never replaced by the primary in silence.
 */
export function selectForNode({
  mtlsEnabled,
  environmentId,
  chosenCertificate,
  primaryCertificate,
}: SelectionInput): NodeSelection {
  if (!mtlsEnabled) {
    return refused('MTLS_DISABLED', 'mTLS is switched off for this node. Switch it on to have a certificate served.');
  }
  const certificate = chosenCertificate ?? primaryCertificate;
  if (certificate === undefined) {
    return refused(
      'NO_CERTIFICATE_SELECTED',
      'This node has no certificate chosen, and the company has no primary one. Choose one for the node, or mark one as primary.',
    );
  }
  const definition = definitionFor(certificate.definitions, environmentId);
  if (definition === undefined) {
    return refused(
      'NO_DEFINITION_FOR_ENVIRONMENT',
      `“${certificate.name}” has no definition for this node's environment and no default one. Add one of them.`,
    );
  }
  if (!definition.hasKey) {
    return refused(
      'NO_PRIVATE_KEY',
      `“${certificate.name}” has no private key here, so this node can't present it. Replace its material with its key.`,
    );
  }
  return {
    kind: 'selected',
    certificateId: certificate.id,
    definitionId: definition.id,
    chosenBy: chosenCertificate === undefined ? 'PRIMARY' : 'CHOSEN_BY_HAND',
    defaultDefinition: definition.environmentIds.length === 0,
  };
}

function refused(reason: Extract<NodeSelection, { kind: 'refused' }>['reason'], message: string): NodeSelection {
  return { kind: 'refused', reason, message };
}

/** A certificate that a node could present, and what became of it. */
export interface NodeCandidate {
  readonly certificate: SelectionCandidate;
  readonly rule: 'CHOSEN_BY_HAND' | 'PRIMARY';
  /** The one for the node's environment, else the default one. */
  readonly definition: SelectionCandidate['definitions'][number] | undefined;
  readonly selected: boolean;
  /** For people: why it is presented, or why not. */
  readonly explanation: string;
}

/** Why a node presents what it presents: its candidates in the order in which they are asked. */
export function explainForNode(input: SelectionInput): readonly NodeCandidate[] {
  const selection = selectForNode(input);
  const { chosenCertificate, primaryCertificate, environmentId } = input;
  const candidateOf = (certificate: SelectionCandidate, rule: NodeCandidate['rule'], isAsked: boolean) => {
    const definition = definitionFor(certificate.definitions, environmentId);
    const selected = isAsked && selection.kind === 'selected';
    return { certificate, rule, definition, selected, explanation: explanationOf(rule, isAsked, selection) };
  };
  return [
    ...(chosenCertificate === undefined ? [] : [candidateOf(chosenCertificate, 'CHOSEN_BY_HAND', true)]),
    ...(primaryCertificate === undefined || primaryCertificate.id === chosenCertificate?.id
      ? []
      : [candidateOf(primaryCertificate, 'PRIMARY', chosenCertificate === undefined)]),
  ];
}

function explanationOf(rule: NodeCandidate['rule'], isAsked: boolean, selection: NodeSelection): string {
  if (!isAsked) return 'The certificate chosen by hand goes before the primary one, also when it can’t be presented.';
  if (selection.kind === 'refused') return selection.message;
  const chosen =
    rule === 'CHOSEN_BY_HAND' ? 'It was chosen for this node by hand.' : 'It is the company’s primary one.';
  return selection.defaultDefinition
    ? `${chosen} No definition of it names the node’s environment, so the default one serves.`
    : `${chosen} Its definition for the node’s environment serves.`;
}
