import { describe, expect, it } from 'vitest';
import { Selection } from './selection.svelte.js';

const row = (id: string, etag = '1') => ({ id, etag });
const firstPage = [row('a'), row('b')];

describe('a selection of rows', () => {
  it('keeps what was chosen when other pages are shown', () => {
    const selection = new Selection<{ id: string; etag: string }>();
    selection.set(firstPage, true);
    selection.set([row('c')], true);
    selection.set([row('a')], false);
    expect(selection.rows([row('c')]).map(({ id }) => id)).toEqual(['b', 'c']);
    expect(selection.size).toBe(2);
    expect(selection.has('a')).toBe(false);
  });

  it('takes the row as it is now where it is shown', () => {
    const selection = new Selection<{ id: string; etag: string }>();
    selection.set(firstPage, true);
    expect(selection.rows([row('b', '2')])).toEqual([row('a'), row('b', '2')]);
  });

  it('knows whether all of a page are chosen, some or none', () => {
    const selection = new Selection<{ id: string; etag: string }>();
    expect(selection.extentIn(firstPage)).toBe('none');
    expect(selection.extentIn([])).toBe('none');
    selection.set([row('a')], true);
    expect(selection.extentIn(firstPage)).toBe('some');
    selection.set(firstPage, true);
    expect(selection.extentIn(firstPage)).toBe('all');
    selection.clear();
    expect(selection.extentIn(firstPage)).toBe('none');
  });
});
