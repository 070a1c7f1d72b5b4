// The Vue app, as its server renders it.
import { createSSRApp, h } from 'vue';
import { renderToString } from 'vue/server-renderer';
import type { Shop } from './shop.ts';
import { ShopPage } from './vue-app.ts';

export const render = (shop: Shop): Promise<string> =>
  renderToString(createSSRApp({ render: () => h(ShopPage, { shop }) }));
