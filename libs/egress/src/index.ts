export { AddressRangeError, createAddressPolicy, type AddressPolicy } from './address-policy.js';
export { systemResolve, type Resolve } from './checked-addresses.js';
export { createConnectionTester } from './connection-tester.js';
export { createEndpointProber } from './endpoint-prober.js';
export type { OutgoingOptions } from './limited-out.js';
export { OutgoingTrust, type Purpose } from './outgoing-trust.js';
export { guardedConnect, type GuardedConnection, type GuardOptions } from './guarded-connect.js';
