import { EnvironmentKind, TruststoreOrigin, type Environment } from '@certkeep/contracts/connect';

/** What the page shows, as the URL names it. */
export const filterNames = ['environment', 'search', 'origin'] as const;
export type FilterName = (typeof filterNames)[number];

/** Origins as the URL names them, in the order in which they are offered. */
export const originNames = {
  assigned: TruststoreOrigin.ASSIGNED_CERTIFICATE,
  imported: TruststoreOrigin.IMPORTED_CA,
  system: TruststoreOrigin.SYSTEM_ROOT,
} as const;
export type OriginName = keyof typeof originNames;

/** @returns undefined for what names no origin */
export function originNameOf(text: string): OriginName | undefined {
  return Object.keys(originNames).find((name): name is OriginName => name === text);
}

/** The one that the URL names, or else Certkeep's own. @returns undefined where the one that is named is not there */
export function shownEnvironment(environments: readonly Environment[], id: string): Environment | undefined {
  return environments.find((one) => (id === '' ? one.kind === EnvironmentKind.API_MANAGER : one.id === id));
}

/** The filter as the contract has it. */
export function filterOf({ search, origin }: Readonly<Record<FilterName, string>>) {
  const name = originNameOf(origin);
  return { search, origins: name === undefined ? [] : [originNames[name]] };
}
