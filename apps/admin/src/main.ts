import { mount } from 'svelte';
import './app.css';
import './tokens.css';
import App from './app.svelte';
import { applyTheme } from './shell/theme.svelte.js';

applyTheme();
const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for the application');
mount(App, { target });
