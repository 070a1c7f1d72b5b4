// Sites, visits, calls and answers as the rooms of Dialtrace would have stored them: through the store's own statements.
import { randomUUIDv7 } from 'node:crypto';
import { type CallFact, callFromFacts } from '../../src/core/call.ts';
import { insertAttributions, type StoredAttribution, type StoredCandidate } from '../../src/store/attributions.ts';
import { insertCall, insertFacts, type StoredSource, updateCall, upsertLegs } from '../../src/store/calls.ts';
import { insertConnection } from '../../src/store/connections.ts';
import { type Db, transaction } from '../../src/store/database.ts';
import { insertNumber } from '../../src/store/numbers.ts';
import { insertPool } from '../../src/store/pools.ts';
import { summarise } from '../../src/store/recordings.ts';
import { insertSite, replaceTargets, type TargetRow } from '../../src/store/sites.ts';
import { type ActivityKind, insertCollected } from '../../src/store/visits.ts';

export const NO_SOURCE: StoredSource = {
  channel: 'direct',
  source: null,
  medium: null,
  campaign: null,
  adGroup: null,
  content: null,
  term: null,
};

/** A new account with one user. */
export async function addAccount(db: Db, name = 'Another'): Promise<{ accountId: string; userId: string }> {
  const [accountId, userId] = [randomUUIDv7(), randomUUIDv7()];
  await db.query('insert into accounts (id, name) values ($1, $2)', [accountId, name]);
  await db.query('insert into users (id, account_id, name) values ($1, $2, $3)', [userId, accountId, `${name}'s`]);
  return { accountId, userId };
}

export type RecordedSite = {
  id: string;
  accountId: string;
  publicKey: string;
  connectionId: string;
  poolId: string;
  /** of the pool */
  numbers: { id: string; e164: string }[];
  /** bound to a source each */
  statics: { id: string; e164: string; source: StoredSource }[];
  targets: TargetRow[];
};

let e164sGiven = 0;
/** A Moscow number that nobody else was given. */
export const freshE164 = () => `+7495${5_000_000 + ++e164sGiven}`;

/** A site with a trunk, a pool of `numbers` numbers, a number bound to each of `statics`, and one target. */
export async function addSite(
  db: Db,
  {
    accountId,
    timeZone = 'Europe/Moscow',
    numbers = 2,
    statics = [],
    origins = [],
  }: { accountId: string; timeZone?: string; numbers?: number; statics?: Partial<StoredSource>[]; origins?: string[] },
): Promise<RecordedSite> {
  const [id, connectionId, poolId] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
  const publicKey = `site${id.slice(-12)}`;
  const settings = { name: `Shop ${id.slice(-4)}`, publicKey, timeZone, currency: 'RUB', origins };
  await insertSite(db, { id, accountId, ...settings, serveAutomation: false });
  await insertConnection(db, accountId, {
    id: connectionId,
    name: 'Operator',
    kind: 'sip-trunk',
    addresses: ['192.0.2.0/28'],
  });
  await insertPool(db, { id: poolId, siteId: id, name: 'Main', targetNumber: freshE164() });
  const targets = [{ id: randomUUIDv7(), name: 'Anna', sipUri: 'sip:anna@192.0.2.10', ringSeconds: 20 }];
  await replaceTargets(db, id, targets);
  const bare = { siteId: id, connectionId, region: null };
  const given: RecordedSite['numbers'] = [];
  for (let at = 0; at < numbers; at++) {
    const number = { id: randomUUIDv7(), e164: freshE164() };
    await insertNumber(db, { ...bare, ...number, poolId, staticSource: null });
    given.push(number);
  }
  const bound: RecordedSite['statics'] = [];
  for (const source of statics) {
    const number = { id: randomUUIDv7(), e164: freshE164(), source: { ...NO_SOURCE, channel: 'offline', ...source } };
    await insertNumber(db, { ...bare, id: number.id, e164: number.e164, poolId: null, staticSource: number.source });
    bound.push(number);
  }
  return { id, accountId, publicKey, connectionId, poolId, numbers: given, statics: bound, targets };
}

export type NewVisit = {
  at: Date;
  source?: Partial<StoredSource>;
  visitorId?: string;
  newVisitor?: boolean;
  /** shown to the visit, at its start */
  numberId?: string;
  /** what its page told, in seconds after its start */
  activity?: readonly (readonly [seconds: number, kind: ActivityKind])[];
  clickIds?: Record<string, string>;
  clientIds?: Record<string, string>;
};

/** A visit with its lease and its activity; it begins with a page view. */
export async function addVisit(
  db: Db,
  site: Pick<RecordedSite, 'id' | 'poolId'>,
  { at, source = {}, visitorId = randomUUIDv7(), newVisitor = true, numberId, activity = [], ...ids }: NewVisit,
): Promise<{ visitId: string; visitorId: string }> {
  const visitId = randomUUIDv7();
  const startedAt = at.getTime() / 1000;
  const page = 'https://shop.example/';
  await insertCollected(db, site.id, {
    visits: [
      {
        ...{ id: visitId, at: startedAt, visitorId, newVisitor, ...NO_SOURCE, ...source },
        ...{
          landingPage: page,
          referrer: null,
          clickIds: ids.clickIds ?? { yclid: '7' },
          clientIds: ids.clientIds ?? null,
        },
        ...{ device: 'mobile', os: 'Android 15', browser: 'Chrome 142', language: 'ru' },
        ...{ country: 'RU', region: 'Moscow', city: 'Moscow' },
      },
    ],
    leases: numberId ? [{ visitId, poolId: site.poolId, numberId, at: startedAt }] : [],
    activity: [
      { visitId, at: startedAt, kind: 'view', page },
      ...activity.map(([seconds, kind]) => ({ visitId, at: startedAt + seconds, kind, page: null })),
    ],
  });
  return { visitId, visitorId };
}

export type NewCallRecord = {
  at: Date;
  caller?: string | null;
  numberId?: string;
  /** seconds until the target answers; null: nobody does */
  answeredAfter?: number | null;
  /** seconds from the start to the end; null: it goes on */
  endedAfter?: number | null;
  answer?: Partial<StoredAttribution>;
  providerCallId?: string;
};

/** A call that rang the site's first target, with its facts, legs and, where one is given, its answer. */
export async function addCall(
  db: Db,
  site: RecordedSite,
  {
    at,
    caller = '+79161234567',
    numberId = site.numbers[0]!.id,
    answeredAfter = 5,
    endedAfter = 65,
    answer,
    providerCallId = randomUUIDv7(),
  }: NewCallRecord,
): Promise<string> {
  const facts = factsOfCall({ providerCallId, at, answeredAfter, endedAfter, targetId: site.targets[0]!.id });
  return transaction(db, async (tx) => {
    const { id } = await insertCall(tx, {
      ...{ id: randomUUIDv7(), siteId: site.id, numberId, provider: 'asterisk', providerCallId },
      ...{ caller, callerRaw: caller, startedAt: at, plan: null, trail: null, routeId: null, routeVersion: null },
    });
    await insertFacts(tx, id, facts);
    const state = callFromFacts(facts);
    await updateCall(tx, id, state);
    await upsertLegs(tx, id, state.legs);
    if (answer) await insertAttributions(tx, [{ ...UNKNOWN, ...answer, callId: id }]);
    return id;
  });
}

/** What an engine's journal says of a call to one target. */
export function factsOfCall({
  providerCallId,
  at,
  answeredAfter,
  endedAfter,
  targetId,
  did = '',
  callerRaw = '',
}: {
  providerCallId: string;
  at: Date;
  answeredAfter: number | null;
  endedAfter: number | null;
  targetId: string;
  did?: string;
  callerRaw?: string;
}): CallFact[] {
  const leg = `${providerCallId}.1`;
  const after = (seconds: number) => ({ providerCallId, at: new Date(at.getTime() + seconds * 1000) });
  const facts: CallFact[] = [
    { ...after(0), key: 'offered', kind: 'offered', did, callerRaw },
    { ...after(0), key: 'record', kind: 'recording-started' },
    { ...after(0), key: 'ring', kind: 'ringing', step: 0, targetId },
    { ...after(0.05), key: 'leg', kind: 'leg-started', leg },
  ];
  if (answeredAfter !== null) facts.push({ ...after(answeredAfter), key: 'answer', kind: 'leg-answered', leg });
  if (endedAfter !== null)
    facts.push(
      { ...after(endedAfter), key: 'leg-end', kind: 'leg-ended', leg, cause: 16 },
      { ...after(endedAfter), key: 'hang-up', kind: 'hung-up', cause: 16, by: 'caller' },
      { ...after(endedAfter), key: 'end', kind: 'ended' },
    );
  return facts;
}

const UNKNOWN: StoredAttribution = {
  ...{ callId: '', version: 1, origin: 'call', model: 'posterior-1/test', repeat: false, nobody: 1 },
  ...{ visit: null, channel: null, campaign: null, sources: [], candidates: [] },
};

export type Share = Partial<StoredSource> & { p: number; visitId?: string; visitorId?: string };

const UNKNOWN_ABOVE = 0.5;

/**
 * An answer whose mass lies on these visits, likeliest first; the first ten are stored, as calls/ does. Where it was
 * more likely nobody, the answer is "unknown", but the mass is there.
 */
export function answerOf(shares: readonly Share[]): StoredAttribution {
  const full = shares.map(({ p, visitId, visitorId, ...source }) => ({
    ...{ ...NO_SOURCE, ...source, probability: p },
    ...{ visitId: visitId ?? randomUUIDv7(), visitorId: visitorId ?? randomUUIDv7() },
  }));
  const sources = sumsBy(full, (s) => JSON.stringify([s.channel, s.source, s.medium, s.campaign]));
  const channels = sumsBy(full, (s) => s.channel);
  const [visit, campaign, channel] = [full[0], sources[0], channels[0]];
  if (!visit || !campaign || !channel) return UNKNOWN;
  const nobody = Math.max(0, 1 - full.reduce((sum, { probability }) => sum + probability, 0));
  const candidates = full.slice(0, 10).map((s): StoredCandidate => ({ ...s, state: 'open', stateSeconds: 30 }));
  if (nobody > UNKNOWN_ABOVE) return { ...UNKNOWN, nobody, sources, candidates };
  const { channel: _, adGroup: _a, content: _c, ...answer } = campaign;
  return {
    ...UNKNOWN,
    visit: { id: visit.visitId, probability: visit.probability },
    channel: { channel: channel.channel, probability: channel.probability },
    campaign: { ...answer, term: full.find((s) => sameSource(s, campaign))?.term ?? null },
    ...{ nobody, sources, candidates },
  };
}

const sameSource = (one: StoredSource, other: StoredSource) =>
  (['channel', 'source', 'medium', 'campaign'] as const).every((level) => one[level] === other[level]);

function sumsBy<T extends StoredSource & { probability: number }>(all: readonly T[], key: (one: T) => string) {
  return [...Map.groupBy(all, key).values()]
    .map((group) => ({ ...group[0]!, probability: group.reduce((sum, { probability }) => sum + probability, 0) }))
    .sort((one, other) => other.probability - one.probability);
}

/** The answer for a call to a number that is bound to a source. */
export function staticAnswer(source: StoredSource): StoredAttribution {
  return {
    ...UNKNOWN,
    ...{ model: 'static-1', nobody: 0, channel: { channel: source.channel, probability: 1 } },
    campaign: { ...source, probability: 1 },
    sources: [{ ...source, probability: 1 }],
    candidates: [{ ...source, visitId: null, visitorId: null, probability: 1, state: 'static', stateSeconds: null }],
  };
}

/** A recording of a call that lies in its place; only its row, unless a file is written there. */
export async function addRecording(
  db: Db,
  callId: string,
  given: { file: string; seconds?: number; kind?: 'talk' | 'voicemail' | 'operator'; codec?: 'wav' | 'opus' | 'mp3' },
): Promise<string> {
  const { file, seconds = 60, kind = 'talk', codec = 'wav' } = given;
  const id = randomUUIDv7();
  await db.query(
    `insert into recordings (id, call_id, site_id, kind, state, file, codec, encoded, channels, seconds)
     select $1, id, site_id, $3, 'ready', $4, $5, true, 2, $6 from calls where id = $2`,
    [id, callId, kind, file, codec, seconds],
  );
  await transaction(db, (tx) => summarise(tx, callId));
  return id;
}
