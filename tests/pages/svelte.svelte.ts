// The Svelte app, for the page.
import { flushSync, hydrate, mount, unmount } from 'svelte';
import type { App, Mounted } from './app.ts';
import SveltePage from './SveltePage.svelte';
import type { Shop } from './shop.ts';

function mounted(start: typeof mount, into: Element, first: Shop): Mounted {
  const props = $state({ shop: first });
  const component = start(SveltePage, { target: into, props });
  flushSync();
  return {
    show(next, atOnce) {
      props.shop = next;
      if (atOnce) flushSync();
    },
    unmount: () => void unmount(component),
  };
}

const app: App = {
  mount: (into, shop) => mounted(mount, into, shop),
  hydrate: (into, shop) => mounted(hydrate as typeof mount, into, shop), // its complaints go to the console
};
Object.assign(globalThis, { app });
