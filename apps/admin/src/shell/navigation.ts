import AppWindow from '@lucide/svelte/icons/app-window';
import FileBadge from '@lucide/svelte/icons/file-badge';
import Globe from '@lucide/svelte/icons/globe';
import KeyRound from '@lucide/svelte/icons/key-round';
import Layers from '@lucide/svelte/icons/layers';
import Server from '@lucide/svelte/icons/server';
import Signature from '@lucide/svelte/icons/signature';
import Vault from '@lucide/svelte/icons/vault';
import type { Component } from 'svelte';

export interface NavigationItem {
  readonly path:
    | '/certificates'
    | '/requests'
    | '/truststores'
    | '/jwks'
    | '/domains'
    | '/applications'
    | '/environments'
    | '/nodes';
  readonly label: string;
  readonly icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>;
}

/** The pages that the navigation leads to, in their order. */
export const navigation: readonly NavigationItem[] = [
  { path: '/certificates', label: 'Certificates', icon: FileBadge },
  { path: '/requests', label: 'Signing requests', icon: Signature },
  { path: '/truststores', label: 'Truststores', icon: Vault },
  { path: '/jwks', label: 'JWKs', icon: KeyRound },
  { path: '/domains', label: 'Domains', icon: Globe },
  { path: '/applications', label: 'Applications', icon: AppWindow },
  { path: '/nodes', label: 'Nodes', icon: Server },
  { path: '/environments', label: 'Environments', icon: Layers },
];
