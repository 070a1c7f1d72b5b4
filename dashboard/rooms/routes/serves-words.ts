// What a route serves, in words.
import type { TFunction } from 'i18next';
import type { RouteServes } from '../../../src/api/wire.ts';
import { phone } from '../../words/phone.ts';

// More than a glance takes in are counted by the last one's dots.
const NAMED = 4;

export function servesWords({ site, pools, numbers }: RouteServes, t: TFunction): string {
  const all = [
    ...(site ? [t('routes.servesSite')] : []),
    ...pools.map(({ name }) => t('routes.servesPool', { name })),
    ...numbers.map(({ number }) => phone(number)),
  ];
  if (all.length === 0) return t('routes.servesNothing');
  const more = all.length > NAMED ? `, … +${all.length - NAMED}` : '';
  return t('routes.serves', { what: all.slice(0, NAMED).join(', ') + more });
}
