// The Vue app, for the page.
import { createApp, createSSRApp, h, shallowRef } from 'vue';
import type { App, Mounted } from './app.ts';
import type { Shop } from './shop.ts';
import { ShopPage } from './vue-app.ts';

function mounted(create: typeof createApp, into: Element, first: Shop): Mounted {
  const shop = shallowRef(first);
  const app = create({ render: () => h(ShopPage, { shop: shop.value }) });
  app.mount(into);
  return {
    show(next) {
      shop.value = next; // and Vue renders at the end of the task
    },
    unmount: () => app.unmount(),
  };
}

const app: App = {
  mount: (into, shop) => mounted(createApp, into, shop),
  hydrate: (into, shop) => mounted(createSSRApp, into, shop), // its complaints go to the console
};
Object.assign(globalThis, { app });
