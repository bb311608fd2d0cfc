/** What the list is filtered by, as the URL names it. */
export const filterNames = ['search', 'application', 'environment', 'covered'] as const;
export type FilterName = (typeof filterNames)[number];

/** The filter as the contract has it. */
export function filterOf({ search, application, environment, covered }: Readonly<Record<FilterName, string>>) {
  return {
    search,
    applicationId: application,
    environmentId: environment,
    ...(covered === 'yes' || covered === 'no' ? { covered: covered === 'yes' } : {}),
  };
}
