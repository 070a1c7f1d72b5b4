// The React app, for the page.
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import type { App, Mounted } from './app.ts';
import { ShopPage } from './react-app.tsx';
import type { Shop } from './shop.ts';

type Given = { shop: Shop; isCalm: boolean; take: (set: (shop: Shop) => void) => void };

function Live({ shop, isCalm, take }: Given) {
  const [now, setNow] = useState(shop);
  take(setNow);
  return <ShopPage {...now} isCalm={isCalm} />;
}

function mounted(start: (app: React.ReactNode) => Root, shop: Shop, isCalm: boolean): Mounted {
  let set = (_: Shop) => {};
  const take: Given['take'] = (next) => {
    set = next;
  };
  const root = start(<Live shop={shop} isCalm={isCalm} take={take} />);
  return {
    show: (next, atOnce) => (atOnce ? flushSync(() => set(next)) : set(next)),
    unmount: () => root.unmount(),
  };
}

const app = (isCalm: boolean): App => ({
  mount: (into, shop) =>
    mounted(
      (node) => {
        const root = createRoot(into);
        flushSync(() => root.render(node));
        return root;
      },
      shop,
      isCalm,
    ),
  hydrate: (into, shop, onTrouble) =>
    mounted(
      (node) => hydrateRoot(into, node, { onRecoverableError: (error) => onTrouble(String(error)) }),
      shop,
      isCalm,
    ),
});

Object.assign(globalThis, { app: app(false), calmApp: app(true) });
