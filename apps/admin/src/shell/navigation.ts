import FileBadge from '@lucide/svelte/icons/file-badge';
import Server from '@lucide/svelte/icons/server';
import Signature from '@lucide/svelte/icons/signature';
import type { Component } from 'svelte';

export interface NavigationItem {
  readonly path: '/certificates' | '/requests' | '/nodes';
  readonly label: string;
  readonly icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>;
}

/** The pages that the navigation leads to, in their order. */
export const navigation: readonly NavigationItem[] = [
  { path: '/certificates', label: 'Certificates', icon: FileBadge },
  { path: '/requests', label: 'Signing requests', icon: Signature },
  { path: '/nodes', label: 'Nodes', icon: Server },
];
