// A made-up call with the visit that led to it: what a destination is tried with before there is a call.
import type { CallLine, VisitCard } from '../reports/calls.ts';
import type { ToldSite } from '../store/told.ts';

const SOURCE = { channel: 'paid-search', source: 'google', medium: 'cpc', campaign: 'sample', term: 'sample call' };
/** Nobody has these: UUIDs of version 8 (RFC 9562 § 5.8) that say what they are. */
const [CALL, VISIT, VISITOR] = [1, 2, 3].map((n) => `5a3b1e00-ca11-8000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
const TALK_SECONDS = 64;

/** It ended a minute before `at`. */
export function sampleOf({ id: siteId }: Pick<ToldSite, 'id'>, at: Date): { call: CallLine; visit: VisitCard } {
  const ago = (seconds: number) => new Date(at.getTime() - seconds * 1000).toISOString();
  const [ended, answered, started] = [ago(60), ago(60 + TALK_SECONDS), ago(60 + TALK_SECONDS + 6)];
  const { channel, source, medium, campaign, term } = SOURCE;
  const call: CallLine = {
    ...{ id: CALL, siteId, number: '+74950000000', numberKind: 'pool', direction: 'in', spam: null },
    ...{ caller: '+79990000000', callerRaw: '+79990000000', contact: null, firstTime: true },
    ...{ status: 'answered', missedReason: null, startedAt: started, answeredAt: answered, endedAt: ended },
    ...{ waitSeconds: 6, talkSeconds: TALK_SECONDS, answeredBy: 'Sample', hungUpBy: 'caller', whileDown: false },
    ...{ recording: { state: 'none', seconds: null }, tags: [], category: null },
    attribution: {
      ...{ model: 'sample', repeat: false, visit: { id: VISIT, probability: 0.97 }, term, nobody: 0.01 },
      ...{ campaign: { source, medium, campaign, probability: 0.98 }, channel: { channel, probability: 0.99 } },
    },
  };
  const page = 'https://example.com/?utm_source=google&utm_medium=cpc&utm_campaign=sample&gclid=sample';
  const visit: VisitCard = {
    ...{
      id: VISIT,
      visitorId: VISITOR,
      newVisitor: true,
      startedAt: ago(400),
      ...SOURCE,
      adGroup: null,
      content: null,
    },
    ...{ landingPage: page, referrer: 'https://www.google.com/', clickIds: { gclid: 'sample' } },
    ...{
      clientIds: { ga: '1000000000.1000000000', ym: '1000000000000000000' },
      device: 'mobile',
      os: null,
      browser: null,
    },
    ...{ country: 'RU', region: 'Moscow', city: 'Moscow', activity: [{ at: ago(400), kind: 'view', page }] },
  };
  return { call, visit };
}
