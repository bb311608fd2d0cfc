import { tick } from 'svelte';

/** Puts the keyboard into the first field that is wrong, once the page shows which ones are. */
export async function focusFirstWrongField(form: HTMLElement | undefined): Promise<void> {
  await tick();
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
