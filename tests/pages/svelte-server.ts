// The Svelte app, as its server renders it.
import { render as renderSvelte } from 'svelte/server';
import SveltePage from './SveltePage.svelte';
import type { Shop } from './shop.ts';

export const render = (shop: Shop): string => renderSvelte(SveltePage, { props: { shop } }).body;
