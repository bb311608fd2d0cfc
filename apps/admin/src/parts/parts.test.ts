import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import DataTable from './data-table.svelte';
import Field from './field.svelte';
import LoadError from './load-error.svelte';

afterEach(cleanup);

const input = createRawSnippet<
  [{ id: string; 'aria-describedby': string | undefined; 'aria-invalid': 'true' | undefined }]
>((tied) => ({
  render: () => {
    const { id, ...aria } = tied();
    const attributes = Object.entries(aria).map(([name, value]) => (value === undefined ? '' : `${name}="${value}"`));
    return `<input id="${id}" ${attributes.join(' ')} />`;
  },
}));

describe('a field', () => {
  it('ties its label and its help to the control', () => {
    render(Field, { label: 'Name', help: 'As people call it.', control: input });
    const control = screen.getByLabelText('Name');
    expect(document.getElementById(control.getAttribute('aria-describedby') ?? '')?.textContent).toContain(
      'As people call it.',
    );
    expect(control.hasAttribute('aria-invalid')).toBe(false);
  });

  it('shows an error in the help’s place, marks the control as wrong and says it aloud', () => {
    render(Field, { label: 'Name', help: 'As people call it.', error: 'This name is taken.', control: input });
    const control = screen.getByLabelText('Name');
    expect(control.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByRole('alert').textContent).toContain('This name is taken.');
    expect(screen.queryByText('As people call it.')).toBeNull();
  });
});

describe('a table', () => {
  const columns = [
    { id: 'name', label: 'Name', sort: 'name' },
    { id: 'status', label: 'Status' },
  ];
  const cell = createRawSnippet<[{ id: string }, string]>((row, column) => ({
    render: () => `<span>${column()} of ${row().id}</span>`,
  }));

  it('says by which column it is sorted, and asks for the other direction', async () => {
    const onorder = vi.fn();
    render(DataTable, { caption: 'Things', columns, rows: [{ id: 'a' }], order: 'name', onorder, cell });
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending');
    await fireEvent.click(screen.getByRole('button', { name: 'Name' }));
    expect(onorder).toHaveBeenCalledWith('name desc');
  });

  it('offers no sorting where the server has none', () => {
    render(DataTable, { caption: 'Things', columns, rows: [], onorder: vi.fn(), cell });
    expect(screen.queryByRole('button', { name: 'Status' })).toBeNull();
  });

  it('is busy with empty rows while the first ones are on their way', () => {
    render(DataTable, { caption: 'Things', columns, rows: [], skeletonRows: 3, cell });
    expect(screen.getByRole('table').getAttribute('aria-busy')).toBe('true');
    expect(screen.getAllByRole('row')).toHaveLength(4);
  });
});

describe('a failed load', () => {
  it('says what, why and under which request, and can be tried again', async () => {
    const onretry = vi.fn();
    const failure = {
      message: 'The database can’t be reached.',
      reason: '',
      fields: {},
      dependents: [],
      requestId: 'r-1',
      metadata: {},
    };
    render(LoadError, { failure, what: 'the certificates', onretry });
    expect(screen.getByRole('alert').textContent).toMatch(/Could not show the certificates.*can’t be reached.*r-1/s);
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onretry).toHaveBeenCalledOnce();
  });
});

describe('a table whose rows open', () => {
  const columns = [{ id: 'name', label: 'Name' }];
  const cell = createRawSnippet<[{ id: string }, string]>((row) => ({
    render: () => `<a href="#${row().id}">${row().id}</a>`,
  }));
  const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  const rowOf = (name: string) => screen.getByRole('row', { name });

  it('is one stop for the Tab key; the arrows, Home and End go from row to row', async () => {
    render(DataTable, { caption: 'Things', columns, rows, onopen: vi.fn(), cell });
    expect(rows.map(({ id }) => rowOf(id).tabIndex)).toEqual([0, -1, -1]);
    rowOf('a').focus();
    await fireEvent.keyDown(rowOf('a'), { key: 'ArrowDown' });
    expect(document.activeElement).toBe(rowOf('b'));
    expect(rows.map(({ id }) => rowOf(id).tabIndex)).toEqual([-1, 0, -1]);
    await fireEvent.keyDown(rowOf('b'), { key: 'End' });
    await fireEvent.keyDown(rowOf('c'), { key: 'ArrowDown' });
    expect(document.activeElement).toBe(rowOf('c'));
    await fireEvent.keyDown(screen.getByRole('link', { name: 'c' }), { key: 'ArrowUp' });
    expect(document.activeElement).toBe(rowOf('b'));
  });

  it('opens with Enter and marks with Space, but leaves links within to themselves', async () => {
    const [onopen, onmark] = [vi.fn(), vi.fn()];
    render(DataTable, { caption: 'Things', columns, rows, onopen, onmark, cell });
    await fireEvent.keyDown(rowOf('b'), { key: 'Enter' });
    await fireEvent.keyDown(rowOf('c'), { key: ' ' });
    await fireEvent.keyDown(screen.getByRole('link', { name: 'a' }), { key: 'Enter' });
    expect(onopen.mock.calls).toEqual([[{ id: 'b' }]]);
    expect(onmark.mock.calls).toEqual([[{ id: 'c' }]]);
  });
});
