import { createRouter } from 'sv-router';
import CertificatesPage from './pages/certificates/certificates-page.svelte';
import NotFoundPage from './pages/not-found/not-found-page.svelte';

/** Every page, by its address. The first one is loaded at once, the others when they are opened. */
export const { p, navigate, isActive, route } = createRouter({
  '/': CertificatesPage,
  '/setup': CertificatesPage,
  '/certificates': CertificatesPage,
  '/certificates/new': () => import('./pages/certificates-new/new-certificate-page.svelte'),
  '/certificates/:id': () => import('./pages/certificate/certificate-page.svelte'),
  '/requests': () => import('./pages/requests/requests-page.svelte'),
  '/truststores': () => import('./pages/truststores/truststores-page.svelte'),
  '/jwks': () => import('./pages/jwks/jwks-page.svelte'),
  '/jwks/new': () => import('./pages/jwks-new/new-jwk-page.svelte'),
  '/jwks/:id': () => import('./pages/jwk/jwk-page.svelte'),
  '/domains': () => import('./pages/domains/domains-page.svelte'),
  '/applications': () => import('./pages/applications/applications-page.svelte'),
  '/environments': () => import('./pages/environments/environments-page.svelte'),
  '/environments/:id': () => import('./pages/environment/environment-page.svelte'),
  '/nodes': () => import('./pages/nodes/nodes-page.svelte'),
  '/nodes/:id': () => import('./pages/node/node-page.svelte'),
  '*': NotFoundPage,
});
