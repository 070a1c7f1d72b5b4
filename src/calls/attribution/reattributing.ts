// What judging a period anew would change, and doing it: each call that changes is given a further answer, the old stay.
import type { AttributionParameters } from '../../core/attribution/attribution.ts';
import type { StoredAttribution } from '../../store/attributions.ts';
import { announceAttribution, answerVersions, insertAttributions, lockAnswers } from '../../store/attributions.ts';
import { type Db, transaction } from '../../store/database.ts';
import { findParameters } from '../../store/parameters.ts';
import { countSiteCalls, type SiteCall } from '../../store/visit-log.ts';
import { WORTH_TELLING } from './correcting.ts';
import { judgeStretch, moved } from './judging.ts';
import { parametersOf, type VersionRef } from './parameters.ts';

export type Reattribution = {
  db: Db;
  siteId: string;
  from: Date;
  to: Date;
  version: VersionRef;
  windowSeconds: number;
  regionOfCaller: (e164: string) => string | null;
  /** give the calls that change a new answer; otherwise only say what would change */
  apply: boolean;
};
export type Change = { call: SiteCall; before: StoredAttribution | undefined; after: StoredAttribution };
export type ReattributionResult = {
  kind: 'judged';
  calls: number;
  changed: number;
  changes: { channel: number; campaign: number; visit: number; becomesKnown: number; becomesUnknown: number };
  channels: { channel: string | null; before: number; after: number }[];
  /** the largest changes first */
  examples: Change[];
};
export type ReattributionRefusal = 'period-too-long' | 'too-many-calls' | 'no-such-version';

export const MOST_DAYS = 100;
export const MOST_CALLS_JUDGED = 20_000;
const MOST_EXAMPLES = 50;
const BATCH = 200;
const DAY_MS = 86_400_000;

/** Judges the calls of [from, to) with a version's parameters. */
export async function reattribute(
  asked: Reattribution,
): Promise<ReattributionResult | { kind: 'refused'; reason: ReattributionRefusal }> {
  const { db, siteId, from, to, version } = asked;
  if (to.getTime() - from.getTime() > MOST_DAYS * DAY_MS) return { kind: 'refused', reason: 'period-too-long' };
  if ((await countSiteCalls(db, siteId, from, to)) > MOST_CALLS_JUDGED)
    return { kind: 'refused', reason: 'too-many-calls' };
  if (version !== 'default' && !(await findParameters(db, siteId, version)))
    return { kind: 'refused', reason: 'no-such-version' };
  return judgeAll(asked, await parametersOf(db, siteId, version, to));
}

async function judgeAll(asked: Reattribution, parameters: AttributionParameters): Promise<ReattributionResult> {
  const { db, siteId, apply } = asked;
  const summary = summarise();
  const due: Change[] = [];
  const write = async () => writeAnswers(db, siteId, due.splice(0));
  await judgeStretch({
    ...asked,
    parameters,
    async onJudged(call, before, after) {
      const change = { call, before, after };
      const isChanged = summary.add(change);
      if (apply && isChanged) due.push(change);
      if (due.length >= BATCH) await write();
    },
  });
  await write();
  const result = summary.result();
  if (apply && result.changed > 0) await announceAttribution(db, { siteId, everything: true });
  return result;
}

/** A call that was corrected or judged otherwise in the meantime stays as it is. */
async function writeAnswers(db: Db, siteId: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await transaction(db, async (tx) => {
    await lockAnswers(tx, siteId);
    const versions = await answerVersions(
      tx,
      changes.map(({ call }) => call.id),
    );
    const due = changes.filter(({ call, before }) => versions.get(call.id) === before?.version);
    await insertAttributions(
      tx,
      due.map(({ after }) => after),
    );
  });
}

function summarise() {
  const changes = { channel: 0, campaign: 0, visit: 0, becomesKnown: 0, becomesUnknown: 0 };
  const channels = new Map<string | null, { before: number; after: number }>();
  let examples: (Change & { moved: number })[] = [];
  let [calls, changed] = [0, 0];

  const count = (answer: StoredAttribution | undefined, when: 'before' | 'after') => {
    const masses = (answer?.sources ?? []).map(({ channel, probability }) => [channel, probability] as const);
    for (const [channel, mass] of [...masses, [null, answer ? answer.nobody : 1] as const]) {
      const sums = channels.get(channel) ?? { before: 0, after: 0 };
      sums[when] += mass;
      channels.set(channel, sums);
    }
  };
  const compare = (before: StoredAttribution | undefined, after: StoredAttribution) => {
    if (before?.channel && after.channel) {
      if (before.channel.channel !== after.channel.channel) changes.channel++;
      if (!sameCampaign(before, after)) changes.campaign++;
      if (before.visit?.id !== after.visit?.id) changes.visit++;
    } else if (after.channel) changes.becomesKnown++;
    else if (before?.channel) changes.becomesUnknown++;
  };

  return {
    /** whether the call changes */
    add(change: Change): boolean {
      const { before, after } = change;
      const distance = after === before ? 0 : moved(before, after);
      const isChanged = distance > WORTH_TELLING;
      calls++;
      count(before, 'before');
      count(isChanged ? after : before, 'after');
      if (!isChanged) return false;
      changed++;
      compare(before, after);
      examples.push({ ...change, moved: distance });
      if (examples.length > 4 * MOST_EXAMPLES) examples = largest(examples);
      return true;
    },
    result: (): ReattributionResult => ({
      ...{ kind: 'judged', calls, changed, changes },
      channels: [...channels]
        .map(([channel, sums]) => ({ channel, ...sums }))
        .sort((one, other) => Number(one.channel === null) - Number(other.channel === null) || other.after - one.after),
      examples: largest(examples).map(({ moved: _, ...change }) => change),
    }),
  };
}

function largest<T extends { moved: number }>(examples: readonly T[]): T[] {
  return examples.toSorted((one, other) => other.moved - one.moved).slice(0, MOST_EXAMPLES);
}

function sameCampaign({ channel, campaign }: StoredAttribution, other: StoredAttribution): boolean {
  return (
    channel?.channel === other.channel?.channel &&
    campaign?.source === other.campaign?.source &&
    campaign?.medium === other.campaign?.medium &&
    campaign?.campaign === other.campaign?.campaign
  );
}
