// An event as destinations are told of it, with fixed ids and times: for tests of the exact bytes that are sent.
import type { EventType } from '../../src/core/event.ts';
import type { Told } from '../../src/deliver/told.ts';

const CALL_ID = '01a1f000-0000-7000-8000-000000000001';

/** The end of an answered call of a minute and a half, two minutes after a click on a Google ad. */
export function toldOf({
  type = 'call.finished',
  at = new Date('2026-11-21T09:01:35Z'),
  about = {},
  call = {},
  visit = {},
  deal,
}: {
  type?: EventType;
  at?: Date;
  about?: Record<string, unknown>;
  call?: Partial<NonNullable<Told['call']>>;
  visit?: Partial<NonNullable<Told['visit']>> | null;
  deal?: NonNullable<Told['deal']>;
} = {}): Told {
  const siteId = '01a1f000-0000-7000-8000-000000000002';
  const visitId = '01a1f000-0000-7000-8000-000000000003';
  return {
    event: {
      ...{
        id: '01a1f000-0000-7000-8000-000000000004',
        siteId,
        callId: CALL_ID,
        type,
        revision: 1,
        at,
        toldAt: at,
        about,
      },
    },
    site: { id: siteId, accountId: siteId, name: 'Roofs', timeZone: 'Europe/Moscow', currency: 'RUB' },
    call: {
      ...{ id: CALL_ID, siteId, number: '+74951234567', numberKind: 'pool', direction: 'in', spam: null },
      ...{ caller: '+79165550100', callerRaw: '89165550100', contact: null, firstTime: true, status: 'answered' },
      ...{ missedReason: null, startedAt: '2026-11-21T09:00:00.250Z', answeredAt: '2026-11-21T09:00:05Z' },
      ...{
        endedAt: '2026-11-21T09:01:35Z',
        waitSeconds: 4.75,
        talkSeconds: 90,
        answeredBy: 'Anna',
        hungUpBy: 'caller',
      },
      ...{ whileDown: false, recording: { state: 'none', seconds: null }, tags: [], category: null },
      attribution: {
        ...{
          model: 'posterior-1',
          repeat: false,
          visit: { id: visitId, probability: 0.97 },
          term: 'roof',
          nobody: 0.01,
        },
        campaign: { source: 'google', medium: 'cpc', campaign: 'roofs', probability: 0.98 },
        channel: { channel: 'search-ads', probability: 0.99 },
      },
      ...call,
    },
    visit: visit && {
      ...{ id: visitId, visitorId: '01a1f000-0000-7000-8000-000000000005', newVisitor: true },
      ...{ startedAt: '2026-11-21T08:58:00Z', landingPage: 'https://roofs.example/?gclid=Cj0-A', referrer: null },
      ...{ clickIds: { gclid: 'Cj0-A' }, clientIds: { ga: '1712345678.1763700000', ga_session: '1763711000' } },
      ...{ device: 'mobile', os: null, browser: null, country: 'RU', region: 'Moscow', city: 'Moscow', activity: [] },
      ...{ channel: 'search-ads', source: 'google', medium: 'cpc', campaign: 'roofs', adGroup: null, content: null },
      ...{ term: 'roof', ...visit },
    },
    ...(deal ? { deal } : {}),
  };
}
