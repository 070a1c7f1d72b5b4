// Who is behind a phone, as far as earlier calls taught it or somebody said it: kept in memory, by site.
import type { Candidate } from '../../core/attribution/attribution.ts';
import { type CallerBelief, remember } from '../../core/attribution/caller-memory.ts';
import type { Holder } from '../../core/attribution/holder.ts';
import { campaignKey } from '../../core/source/source.ts';
import { type FirstCall, firstCalls } from '../../store/attributions.ts';
import type { Queryable } from '../../store/database.ts';
import { type IdentityRow, identitiesOf, type NamedVisit, visitsOfVisitors } from '../../store/identities.ts';

/** What a caller's first call taught: who they may be, each with the visit that they held the number by. */
export type Remembered = CallerBelief & { holder: Holder };
export type KnownCall = { siteId: string; caller: string; numberId: string; at: number };
export type CandidateOfCall = Pick<
  Candidate,
  'visit' | 'visitor' | 'probability' | 'channel' | 'campaign' | 'seconds'
> & {
  state: string;
};

export type Callers = {
  /** what the caller's first call taught, if that was before `at`; undefined: they have not called before */
  knownOf(siteId: string, caller: string | null, at: number): readonly Remembered[] | undefined;
  /** only a caller's first call teaches: later ones were themselves decided by what it taught */
  remember(call: KnownCall, candidates: readonly CandidateOfCall[]): void;
  /** the visitors this phone was said to be of, as far as it counts for a call at `at` */
  namedOf(siteId: string, caller: string | null, at: number): readonly string[];
  /** reads anew what the store knows: of one caller, one site or all */
  reload(of?: { siteId?: string; caller?: string }): Promise<void>;
};

const MEMORY_DAYS = 180; // how long a caller is remembered
const DAY_MS = 86_400_000;
export const MEMORY_MS = MEMORY_DAYS * DAY_MS;

type Memory = { known?: { at: number; beliefs: Remembered[] }; named: IdentityRow[] };

/** Callers as the store knows them up to `before` (default: all that there is); empty until `reload`. */
export function createCallers(db: Queryable, now: () => Date, before?: Date): Callers {
  const memories = new Map<string, Memory>();
  const memoryOf = (siteId: string, caller: string): Memory => {
    const key = keyOf(siteId, caller);
    const memory = memories.get(key) ?? { named: [] };
    memories.set(key, memory);
    return memory;
  };
  const lookUp = (siteId: string, caller: string | null) =>
    caller === null ? undefined : memories.get(keyOf(siteId, caller));

  return {
    knownOf(siteId, caller, at) {
      const known = lookUp(siteId, caller)?.known;
      return known && known.at < at ? known.beliefs : undefined;
    },
    remember(call, candidates) {
      const memory = memoryOf(call.siteId, call.caller);
      if (memory.known && memory.known.at <= call.at) return;
      memory.known = { at: call.at, beliefs: beliefsOf(call, candidates) };
    },
    // A correction is a word about one call: it counts from that call on. A form or a CRM knows whose phone it is.
    namedOf: (siteId, caller, at) => [
      ...new Set(
        (lookUp(siteId, caller)?.named ?? [])
          .filter(({ origin, at: since }) => origin !== 'correction' || since.getTime() / 1000 <= at)
          .map(({ visitorId }) => visitorId),
      ),
    ],
    async reload({ siteId, caller } = {}) {
      const end = before ?? now();
      const since = new Date(end.getTime() - MEMORY_MS);
      const period = before ? { since, before } : { since };
      const one = { ...(siteId ? { siteId } : {}), ...(caller ? { caller } : {}) };
      const [first, identities] = await Promise.all([
        firstCalls(db, { ...period, ...one }),
        identitiesOf(db, { siteId: siteId ?? null, caller: caller ?? null }),
      ]);
      for (const key of [...memories.keys()])
        if (!siteId || (caller ? key === keyOf(siteId, caller) : key.startsWith(`${siteId} `))) memories.delete(key);
      for (const call of first) memoryOf(call.siteId, call.caller).known = { at: call.at, beliefs: taughtBy(call) };
      for (const identity of identities) memoryOf(identity.siteId, identity.caller).named.push(identity);
    },
  };
}

// A site's callers are its own: what one client of an agency knows of a phone never reaches another.
const keyOf = (siteId: string, caller: string) => `${siteId} ${caller}`;

/** What a stored first call teaches. */
export function taughtBy({ candidates, ...call }: FirstCall): Remembered[] {
  return beliefsOf(
    call,
    candidates.map((candidate) => ({ ...candidate, campaign: campaignKey(candidate) })),
  );
}

function beliefsOf(call: KnownCall, candidates: readonly CandidateOfCall[]): Remembered[] {
  return remember({ candidates }).flatMap((belief) => {
    const likeliest = candidates.find(({ visitor }) => visitor === belief.visitor);
    return likeliest ? [{ ...belief, holder: holderFrom(likeliest, call) }] : [];
  });
}

// The visit as the call knew it. It serves when the pool has forgotten the visit, so its exact times matter no more.
function holderFrom({ visit, visitor, channel, campaign, state, seconds }: CandidateOfCall, call: KnownCall): Holder {
  const lastActivityAt = state === 'closed' ? call.at - seconds : call.at;
  return {
    ...{ visit, visitor, channel, campaign, number: call.numberId, region: null, desktop: false, credited: 0 },
    ...{ startedAt: lastActivityAt, lastActivityAt, closedAt: lastActivityAt, tappedAt: null },
  };
}

/** The visits that named visitors made in the half year before `before`, as holders of what they were shown. */
export async function namedVisits(
  db: Queryable,
  { siteId, visitors, before }: { siteId: string; visitors: readonly string[]; before: Date },
): Promise<Holder[]> {
  if (visitors.length === 0) return [];
  const since = new Date(before.getTime() - MEMORY_MS);
  return (await visitsOfVisitors(db, { siteId, visitorIds: visitors, since, before })).map(holderOfNamed);
}

function holderOfNamed({ visit, visitor, region, desktop, numberId, at, ...source }: NamedVisit): Holder {
  return {
    ...{
      visit,
      visitor,
      region,
      desktop,
      number: numberId ?? '',
      channel: source.channel,
      campaign: campaignKey(source),
    },
    ...{ startedAt: at, lastActivityAt: at, closedAt: at, tappedAt: null, credited: 0 },
  };
}
