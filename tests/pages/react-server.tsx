// The React app, as its server renders it.
import { renderToString } from 'react-dom/server';
import { ShopPage } from './react-app.tsx';
import type { Shop } from './shop.ts';

export const render = (shop: Shop): string => renderToString(<ShopPage {...shop} />);
