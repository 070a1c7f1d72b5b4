// What the game with the twins asks of an app in any framework.
import type { Shop } from './shop.ts';

/** An app on the page: `show` gives it a new state, at once or when the framework likes. */
export type Mounted = { show(shop: Shop, atOnce: boolean): void; unmount(): void };

/** One framework's app. `hydrate` takes over what its server has rendered; what it complains of goes to `onTrouble`. */
export type App = {
  mount(into: Element, shop: Shop): Mounted;
  hydrate(into: Element, shop: Shop, onTrouble: (words: string) => void): Mounted;
};
