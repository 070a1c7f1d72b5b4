// What a destination is told: an event with the call as it is now, who called, and the visit that led to it.
import type { FilteredCall } from '../core/delivery-filter.ts';
import type { EventType } from '../core/event.ts';
import { type CallLine, callLines, type VisitCard, visitCard } from '../reports/calls.ts';
import type { Queryable } from '../store/database.ts';
import { type EventRow, findEvents } from '../store/events.ts';
import { findToldSites, latestCall, type ToldSite } from '../store/told.ts';

export type Told = {
  event: EventRow;
  site: ToldSite;
  /** null: the event is about no call */
  call: CallLine | null;
  /** the likeliest one, if the answer in force names one */
  visit: VisitCard | null;
};

/** These events with all that is told of them, by the event's id. What was erased meanwhile is left out. */
export async function readTold(db: Queryable, eventIds: readonly string[]): Promise<Map<string, Told>> {
  const events = await findEvents(db, eventIds);
  const callIds = [...new Set(events.flatMap(({ callId }) => callId ?? []))];
  const [calls, sites] = await Promise.all([
    callLines(db, callIds),
    findToldSites(db, [...new Set(events.map(({ siteId }) => siteId))]),
  ]);
  const byId = new Map(calls.map((call) => [call.id, call]));
  const told = await Promise.all(
    events.map(async (event): Promise<[string, Told] | undefined> => {
      const site = sites.get(event.siteId);
      const call = event.callId === null ? null : byId.get(event.callId);
      if (!site || call === undefined) return undefined;
      const visitId = call?.attribution?.visit?.id;
      const visit = visitId ? await visitCard(db, event.siteId, visitId) : null;
      return [event.id, { event, site, call, visit }];
    }),
  );
  return new Map(told.filter((one) => one !== undefined));
}

/** An event of a call as it would be told now: of the one that is meant, else of the site's latest; undefined: there is none. */
export async function readToldForTrial(
  db: Queryable,
  { siteId, callId, ...event }: { siteId: string; callId: string | undefined; id: string; type: EventType; at: Date },
): Promise<Told | undefined> {
  const id = callId ?? (await latestCall(db, siteId));
  const [[call], sites] = await Promise.all([callLines(db, id ? [id] : []), findToldSites(db, [siteId])]);
  const site = sites.get(siteId);
  if (!call || !site || call.siteId !== siteId) return undefined;
  const visitId = call.attribution?.visit?.id;
  const visit = visitId ? await visitCard(db, siteId, visitId) : null;
  return { event: { ...event, toldAt: event.at, siteId, callId: call.id, revision: 1, about: {} }, site, call, visit };
}

/** What a filter asks of the call. */
export function filtered(call: CallLine): FilteredCall {
  const { attribution } = call;
  return {
    ...{ direction: call.direction, firstTime: call.firstTime, status: call.status, talkSeconds: call.talkSeconds },
    ...{ isOver: call.endedAt !== null, isSpam: call.spam !== null, tags: call.contact?.tags ?? [] },
    channel: attribution?.channel?.channel ?? null,
    source: attribution?.campaign?.source ?? null,
    campaign: attribution?.campaign?.campaign ?? null,
    probability: attribution?.campaign?.probability ?? null,
  };
}
