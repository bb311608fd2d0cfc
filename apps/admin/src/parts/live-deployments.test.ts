import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { DeploymentSchema, DeploymentState } from '@certkeep/contracts/connect';
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import LiveDeployments from './live-deployments.svelte';

afterEach(cleanup);

const deployment = (consumerName: string, more: MessageInitShape<typeof DeploymentSchema> = {}) =>
  create(DeploymentSchema, {
    consumerKind: 'node',
    consumerId: consumerName,
    consumerName,
    certificateId: 'c',
    certificateName: 'Payments',
    state: DeploymentState.ACKNOWLEDGED,
    ...more,
  });
const failed = deployment('broken', {
  state: DeploymentState.FAILED,
  failureMessage: 'The key doesn’t match.\nAsk the operator.',
});

describe('the deployments of an environment', () => {
  it('show who failed first, with the reason, and that the others are not held up', () => {
    render(LiveDeployments, { deployments: [deployment('fine'), failed], state: 'live', none: 'None.' });
    const [, first, second] = screen.getAllByRole('row');
    expect(first?.textContent).toMatch(/broken.*Failed.*The key doesn’t match/s);
    expect(second?.textContent).toMatch(/fine.*Acknowledged/s);
    expect(screen.getByText('1 acknowledged')).toBeTruthy();
    expect(screen.getByText('1 failed')).toBeTruthy();
    expect(screen.getByText(/One consumer could not apply it/).textContent).toContain('The others are not held up');
  });

  it('are tried again one by one, or all that failed', async () => {
    const asked: (string | undefined)[] = [];
    const onretry = (one?: { readonly consumerId: string }) => Promise.resolve(void asked.push(one?.consumerId));
    const deployments = [deployment('fine'), failed, { ...failed, consumerId: 'other', consumerName: 'other' }];
    const { rerender } = render(LiveDeployments, { deployments, state: 'live', none: 'None.', onretry });
    expect(screen.queryByRole('button', { name: 'Try again: fine' })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Try again: other' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Try all again: everything that failed' }));
    expect(asked).toEqual(['other', undefined]);
    await rerender({ onretry: undefined });
    expect(screen.queryByRole('button', { name: /^Try/ })).toBeNull();
  });

  it('are filtered by state', async () => {
    render(LiveDeployments, { deployments: [deployment('fine'), failed], state: 'live', none: 'None.' });
    await fireEvent.change(screen.getByLabelText('State'), { target: { value: 'failed' } });
    expect(screen.queryByText('fine')).toBeNull();
    await fireEvent.change(screen.getByLabelText('State'), { target: { value: 'pending' } });
    expect(screen.getByText('None is in this state.')).toBeTruthy();
  });

  it('say aloud that the connection is lost, and go on showing what was known', () => {
    render(LiveDeployments, { deployments: [failed], state: 'broken', none: 'None.' });
    expect(screen.getByRole('status').textContent).toContain('what is shown may be old');
    expect(screen.getByText('broken')).toBeTruthy();
  });

  it('say who is not there only once that is known', async () => {
    const { rerender } = render(LiveDeployments, { deployments: [], state: 'waiting', none: 'Nobody is here.' });
    expect(screen.queryByText('Nobody is here.')).toBeNull();
    expect(screen.getByRole('table').getAttribute('aria-busy')).toBe('true');
    await rerender({ state: 'live' });
    expect(screen.getByText('Nobody is here.')).toBeTruthy();
  });

  it('are many: a hundred are shown, and more when they are asked for', async () => {
    const many = Array.from({ length: 150 }, (_, index) => deployment(`node ${String(index).padStart(3, '0')}`));
    render(LiveDeployments, { deployments: many, state: 'live', none: 'None.' });
    const rows = () => document.querySelectorAll('tbody tr');
    expect(rows()).toHaveLength(100);
    await fireEvent.click(screen.getByText('Show more of 150'));
    expect(rows()).toHaveLength(150);
  });
});
