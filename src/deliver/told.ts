// What a destination is told: an event with the call as it is now, who called, and the visit that led to it.
import type { FilteredCall } from '../core/delivery-filter.ts';
import type { EventType } from '../core/event.ts';
import { type TaskLine, taskLine } from '../reports/call-backs.ts';
import { type CallLine, callLines, type VisitCard, visitCard, visitCards } from '../reports/calls.ts';
import { type DayFigures, dayFigures } from '../reports/day.ts';
import type { Queryable } from '../store/database.ts';
import { type DealRow, findDeals, latestDeal } from '../store/deals.ts';
import { type EventRow, findEvents } from '../store/events.ts';
import { findToldNotices, type ToldNotice } from '../store/notices.ts';
import { type SpendTold, spendOfDays } from '../store/spend.ts';
import { findToldSites, latestCall, type ToldSite } from '../store/told.ts';
import { sampleOf } from './sample.ts';

export type Told = {
  event: EventRow;
  site: ToldSite;
  /** null: the event is about no call */
  call: CallLine | null;
  /** the likeliest one, if the answer in force names one */
  visit: VisitCard | null;
  /** of deal.changed, as it stands now */
  deal?: ToldDeal;
  /** of day.ended, as the figures are now */
  day?: DayFigures;
  /** of notice.raised, as it stands now */
  notice?: ToldNotice;
  /** of call-back.late, as it stands now */
  task?: TaskLine;
  /** of spend.changed, all that is known now to have been paid on its days */
  spend?: SpendTold[];
  /** made up, to try a destination with before there is a call */
  sample?: true;
};
/** What a call became; `farId`: what whoever told of it calls it. */
export type ToldDeal = Pick<DealRow, 'id' | 'farId' | 'title' | 'stage' | 'status' | 'amount' | 'url'>;

/** These events with all that is told of them, by the event's id. What was erased meanwhile is left out. */
export async function readTold(db: Queryable, eventIds: readonly string[]): Promise<Map<string, Told>> {
  const events = await findEvents(db, eventIds);
  const callIds = [...new Set(events.flatMap(({ callId }) => callId ?? []))];
  const [calls, sites, deals, notices] = await Promise.all([
    callLines(db, callIds),
    findToldSites(db, [...new Set(events.map(({ siteId }) => siteId))]),
    findDeals(db, [...new Set(events.flatMap(dealIdOf))]),
    findToldNotices(db, events.flatMap(noticeIdOf)),
  ]);
  const byId = new Map(calls.map((call) => [call.id, call]));
  const visits = await visitsOf(db, calls);
  const told = await Promise.all(
    events.map(async (event): Promise<[string, Told] | undefined> => {
      const site = sites.get(event.siteId);
      const call = event.callId === null ? null : byId.get(event.callId);
      if (!site || call === undefined) return undefined;
      const visit = visits.get(call?.attribution?.visit?.id ?? '') ?? null;
      const deal = deals.get(dealIdOf(event)[0] ?? '');
      if (event.type === 'deal.changed' && !deal) return undefined;
      const notice = notices.get(noticeIdOf(event)[0] ?? '');
      const day = await dayOf(db, event, site);
      const spend = await spendOf(db, event);
      const task = await taskOf(db, event);
      return [
        event.id,
        {
          event,
          site,
          call,
          visit,
          ...(deal && { deal: toldDeal(deal) }),
          ...(day && { day }),
          ...(notice && { notice }),
          ...(spend && { spend }),
          ...(task && { task }),
        },
      ];
    }),
  );
  return new Map(told.filter((one) => one !== undefined));
}

/** The likeliest visits of calls, by their ids. */
async function visitsOf(db: Queryable, calls: readonly CallLine[]): Promise<Map<string, VisitCard>> {
  const bySite = Map.groupBy(calls, ({ siteId }) => siteId);
  const found = await Promise.all(
    [...bySite].map(([siteId, of]) =>
      visitCards(
        db,
        siteId,
        of.flatMap(({ attribution }) => attribution?.visit?.id ?? []),
      ),
    ),
  );
  return new Map(found.flatMap((some) => [...some]));
}

/** An event of a call as it would be told now: of the one that is meant, else of the site's latest, else of a made-up one. */
export async function readToldForTrial(
  db: Queryable,
  { siteId, callId, ...event }: { siteId: string; callId: string | undefined; id: string; type: EventType; at: Date },
): Promise<Told | undefined> {
  const id = callId ?? (await latestCall(db, siteId));
  const [[known], sites] = await Promise.all([callLines(db, id ? [id] : []), findToldSites(db, [siteId])]);
  const site = sites.get(siteId);
  const sample = site && !id ? sampleOf(site, event.at) : undefined;
  const call = known ?? sample?.call;
  if (!call || !site || call.siteId !== siteId) return undefined;
  const visitId = call.attribution?.visit?.id;
  const visit = sample?.visit ?? (visitId ? await visitCard(db, siteId, visitId) : null);
  const deal = event.type === 'deal.changed' ? await dealForTrial(db, { siteId, callId: call.id }) : undefined;
  const about = { ...(deal && { dealId: deal.id }), ...asAbout(event.type, call, site) };
  const day = await dayOf(db, { type: event.type, about }, site);
  const spend = await spendOf(db, { type: event.type, about, siteId });
  return {
    ...{ event: { ...event, toldAt: event.at, siteId, callId: call.id, revision: 1, about }, site, call, visit },
    ...(sample && { sample: true }),
    ...(deal && { deal: toldDeal(deal) }),
    ...(day && { day }),
    ...(spend && { spend }),
    ...(event.type === 'notice.raised' && {
      notice: { kind: 'number-back', subject: '', data: { number: call.number }, ended: false },
    }),
  };
}

/** A day to try with is the call's. */
function asAbout(type: EventType, { startedAt }: CallLine, { timeZone }: ToldSite): Record<string, unknown> {
  const day = new Date(startedAt).toLocaleDateString('sv-SE', { timeZone });
  if (type === 'spend.changed') return { from: day, to: day };
  return type === 'day.ended' ? { day } : {};
}

const dealForTrial = async (db: Queryable, { siteId, callId }: { siteId: string; callId: string }) =>
  (await latestDeal(db, { siteId, callId })) ?? latestDeal(db, { siteId });

const dealIdOf = ({ type, about }: EventRow): string[] =>
  type === 'deal.changed' && typeof about.dealId === 'string' ? [about.dealId] : [];

const noticeIdOf = ({ type, about }: EventRow): string[] =>
  type === 'notice.raised' && typeof about.noticeId === 'string' ? [about.noticeId] : [];

const taskOf = async (db: Queryable, { type, about }: EventRow): Promise<TaskLine | undefined> =>
  type === 'call-back.late' && typeof about.taskId === 'string' ? taskLine(db, about.taskId, new Date()) : undefined;

async function dayOf(
  db: Queryable,
  { type, about }: Pick<EventRow, 'type' | 'about'>,
  { id: siteId, timeZone }: ToldSite,
): Promise<DayFigures | undefined> {
  if (type !== 'day.ended' || typeof about.day !== 'string') return undefined;
  return dayFigures(db, { siteId, day: about.day, timeZone });
}

async function spendOf(db: Queryable, { type, about, siteId }: Pick<EventRow, 'type' | 'about' | 'siteId'>) {
  const { from, to } = about;
  if (type !== 'spend.changed' || typeof from !== 'string' || typeof to !== 'string') return undefined;
  return spendOfDays(db, siteId, { from, to });
}

const toldDeal = ({ id, farId, title, stage, status, amount, url }: DealRow): ToldDeal => ({
  ...{ id, farId, title, stage, status, amount, url },
});

/** What a filter asks of the call. */
export function filtered(call: CallLine): FilteredCall {
  const { attribution } = call;
  return {
    ...{ direction: call.direction, firstTime: call.firstTime, status: call.status, talkSeconds: call.talkSeconds },
    ...{
      isOver: call.endedAt !== null,
      isSpam: call.spam !== null,
      tags: [...call.tags, ...(call.contact?.tags ?? [])],
    },
    channel: attribution?.channel?.channel ?? null,
    source: attribution?.campaign?.source ?? null,
    campaign: attribution?.campaign?.campaign ?? null,
    probability: attribution?.campaign?.probability ?? null,
  };
}
