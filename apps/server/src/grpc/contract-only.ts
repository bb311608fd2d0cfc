import { SettingsService, TransferService } from '@certkeep/contracts/connect';
import { SettingsServiceService, TransferServiceService } from '@certkeep/contracts/grpc';
import { service, type Service } from '../rpc/service.js';

/** Services of the contract that are not built yet: known to reflection, guarded like all, and answering UNIMPLEMENTED. */
export function contractOnlyServices(): readonly Service[] {
  return [service(SettingsService, SettingsServiceService, {}), service(TransferService, TransferServiceService, {})];
}
