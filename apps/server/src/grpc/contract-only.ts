import { JwkService, SettingsService, TransferService } from '@certkeep/contracts/connect';
import { JwkServiceService, SettingsServiceService, TransferServiceService } from '@certkeep/contracts/grpc';
import { service, type Service } from '../rpc/service.js';

/** Services of the contract that are not built yet: known to reflection, guarded like all, and answering UNIMPLEMENTED. */
export function contractOnlyServices(): readonly Service[] {
  return [
    service(JwkService, JwkServiceService, {}),
    service(SettingsService, SettingsServiceService, {}),
    service(TransferService, TransferServiceService, {}),
  ];
}
