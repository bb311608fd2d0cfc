import { domains, environments, identity } from './clients.js';

interface Asked {
  readonly signal: AbortSignal;
}

/** Every page of a list, for choices and for names. */
async function everyPage<Answer extends { readonly nextPageToken: string }>(
  ask: (page: { pageSize: number; pageToken: string }) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let pageToken = '';
  do {
    const answer = await ask({ pageSize: 1000, pageToken });
    answers.push(answer);
    pageToken = answer.nextPageToken;
  } while (pageToken !== '');
  return answers;
}

export const allEnvironments = {
  queryKey: ['ListEnvironments', 'all'] as const,
  queryFn: async ({ signal }: Asked) =>
    (await everyPage((page) => environments.listEnvironments(page, { signal }))).flatMap((one) => one.environments),
};

export const allApplications = {
  queryKey: ['ListApplications', 'all'] as const,
  queryFn: async ({ signal }: Asked) =>
    (await everyPage((page) => domains.listApplications(page, { signal }))).flatMap((one) => one.applications),
};

export const allUsers = {
  queryKey: ['ListUsers', 'all'] as const,
  queryFn: async ({ signal }: Asked) =>
    (await everyPage((page) => identity.listUsers(page, { signal }))).flatMap((one) => one.users),
};
