// What tests ask of a site of a running system, through the API as anybody does: a route in force, a call's card.
import type { CallCard, CallList, CallRow, Route, RouteCard } from '../../src/api/wire.ts';
import { type TestSite, type TestSystem, until } from './system.ts';

type Asked = Pick<TestSystem, 'get' | 'send'>;

/** Draws a route, publishes it and has it serve every number of the site. */
export async function publishRoute(system: Asked, site: TestSite, draft: Route): Promise<RouteCard> {
  const at = `/api/v1/sites/${site.siteId}/routes`;
  const { id } = await system.send<RouteCard>('POST', at, { name: 'Main', draft });
  await system.send('PUT', `${at}/${id}/serves`, { site: true, pools: [], numbers: [] });
  return system.send<RouteCard>('POST', `${at}/${id}/publish`, {});
}

/** The card of the site's newest call of which this holds, as soon as there is one. */
export async function callWhere(
  system: Asked,
  site: TestSite,
  what: string,
  holds: (row: CallRow, at: number, all: readonly CallRow[]) => unknown,
): Promise<CallCard> {
  const row = await until(what, async () => {
    const list = await system.get<CallList>(`/api/v1/sites/${site.siteId}/calls`).catch(() => undefined);
    return list?.items.find(holds);
  });
  return system.get<CallCard>(`/api/v1/calls/${row.id}`);
}

/** It is over, and its recording is where it stays. */
export const isKept = (row: CallRow): boolean => row.endedAt !== null && row.recording.state !== 'recording';
