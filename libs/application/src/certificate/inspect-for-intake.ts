import type { BroughtMaterial } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import type { EndpointProber, PresentedEndpoint } from '../endpoint/endpoint-prober.js';
import { trustAdvice, type TrustAdvice } from '../endpoint/trust-advice.js';
import type { Store } from '../store.js';
import type { MaterialReader } from './material-reader.js';
import { previewIntake, type IntakePreview } from './preview-intake.js';
import { materialOf } from './read-material.js';

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly materials: MaterialReader;
  readonly prober: EndpointProber;
}

/**
 * What the intake understands of the material. Stores nothing.
 * @throws DomainError the intake's reasons when nothing can be understood
 */
export const inspectForIntake =
  (ports: Ports) =>
  async (call: Call, material: BroughtMaterial): Promise<IntakePreview> =>
    previewIntake(ports)(call, await ports.materials.inspect(material));

export interface EndpointPreview extends IntakePreview {
  readonly presented: PresentedEndpoint;
  readonly trustAdvice: readonly TrustAdvice[];
}

/**
 * What a server presents, understood like material that was uploaded. Stores nothing.
 * @throws DomainError the prober's reasons, and the intake's
 */
export const inspectEndpoint =
  (ports: Ports) =>
  async (call: Call, url: string, signal: AbortSignal): Promise<EndpointPreview> => {
    const presented = await ports.prober.probe(url, { company: call.caller.company, field: 'url', signal });
    const inspection = await ports.materials.inspect(materialOf(presented));
    const view = ports.store.view(call.caller.company);
    const preview = await previewIntake(ports)(call, inspection);
    return { ...preview, presented, trustAdvice: await trustAdvice(view, presented, inspection) };
  };
