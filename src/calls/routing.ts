// Where a call goes: the site's line.
import { linePlan } from './directory.ts';
import type { RouteCall } from './taking.ts';

/** Routes calls. */
export function openRouting(): RouteCall {
  return async ({ number }) => ({ plan: linePlan(number), route: null, trail: null, spam: null });
}
