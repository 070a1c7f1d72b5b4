// Calls told to the story as an engine would tell them, with all that follows from them: tasks, spam, memory.
import { randomUUIDv7 } from 'node:crypto';
import { openAttributing } from '../../src/calls/attribution/attributing.ts';
import { linePlan, openDirectory } from '../../src/calls/directory.ts';
import { openStory } from '../../src/calls/story.ts';
import { openTaking } from '../../src/calls/taking.ts';
import { DEFAULT_PRIOR } from '../../src/core/attribution/default-prior.ts';
import type { CallFact } from '../../src/core/call.ts';
import { DEFAULT_POOL_PARAMETERS } from '../../src/core/pool/pool.ts';
import { openJudgement } from '../../src/house/missed-calls.ts';
import { insertAttributions, type StoredAttribution } from '../../src/store/attributions.ts';
import { type Db, transaction } from '../../src/store/database.ts';
import { factsOfCall, type RecordedSite } from './records.ts';

export const PROVIDER = 'asterisk';

export type ToldCall = {
  at: Date;
  /** as the operator wrote it */
  caller?: string;
  number?: string;
  /** seconds after the beginning; null: never */
  answeredAfter?: number | null;
  endedAfter?: number | null;
  id?: string;
  /** facts beside the usual ones */
  more?: (id: string) => CallFact[];
  agentId?: string;
};

/** Opens the rooms over this database; what they remember is read from it now. */
export async function openTelling(db: Db) {
  const directory = await openDirectory(db);
  const attributing = await openAttributing({
    ...{ db, windowSeconds: DEFAULT_POOL_PARAMETERS.windowSeconds, parametersOf: () => DEFAULT_PRIOR },
    ...{ holdersOf: () => [], regionOfCaller: () => null, now: () => new Date() },
  });
  const judgement = await openJudgement(db, (message, error) => {
    throw new Error(message, { cause: error });
  });
  const { screen } = judgement.screening;
  const taking = openTaking({
    ...{ db, directory, attributing, screen, newId: randomUUIDv7 },
    route: async ({ number }) => ({ plan: linePlan(number), route: null, trail: null, spam: null }),
  });
  const story = openStory({ db, taking, onRefused: () => {}, onEnded: () => {}, follow: judgement.follow });
  const idOf = async (providerCallId: string) =>
    (await db.query<{ id: string }>('select id from calls where provider_call_id = $1', [providerCallId])).rows[0]
      ?.id ?? '';

  return {
    ...{ db, taking, story, judgement, attributing, directory },
    /** a call to the site; by default from +79161234567, missed after 20 s. Answers with its id. */
    async call(site: RecordedSite, told: ToldCall): Promise<string> {
      const { id = randomUUIDv7(), at, caller = '+79161234567', answeredAfter = null, endedAfter = 20, more } = told;
      const did = told.number ?? site.numbers[0]!.e164;
      const targetId = told.agentId ?? site.targets[0]!.id;
      const usual = factsOfCall({
        providerCallId: id,
        at,
        answeredAfter,
        endedAfter,
        targetId,
        did,
        callerRaw: caller,
      });
      const [end, ...rest] = usual.toReversed();
      const facts = more && end ? [...rest.reverse(), ...more(id), end] : usual;
      await story.tell(PROVIDER, facts);
      return idOf(id);
    },
    /** a call of ours to a client; clientAfter null: the client does not answer */
    async callOut(
      site: RecordedSite,
      told: { at: Date; client: string; clientAfter: number | null; endedAfter?: number | null },
    ) {
      const id = randomUUIDv7();
      const { at, client, clientAfter, endedAfter = 90 } = told;
      const after = (seconds: number, key: string) => ({
        providerCallId: id,
        key,
        at: new Date(at.getTime() + seconds * 1000),
      });
      const agentId = site.targets[0]!.id;
      const facts: CallFact[] = [
        { ...after(0, 'placed'), kind: 'placed', number: site.numbers[0]!.e164, callee: client, agentId },
        { ...after(0.1, 'agent'), kind: 'leg-started', leg: `${id}.1`, targetId: agentId },
        { ...after(4, 'agent-up'), kind: 'leg-answered', leg: `${id}.1` },
        { ...after(5, 'client'), kind: 'leg-started', leg: `${id}.2`, client: true },
      ];
      if (clientAfter !== null)
        facts.push({ ...after(clientAfter, 'client-up'), kind: 'leg-answered', leg: `${id}.2` });
      if (endedAfter !== null) facts.push({ ...after(endedAfter, 'end'), kind: 'ended' });
      await story.tell(PROVIDER, facts);
      return idOf(id);
    },
    /** an answer as attribution would have given it */
    answer: (callId: string, answer: StoredAttribution) =>
      transaction(db, (tx) => insertAttributions(tx, [{ ...answer, callId, version: null }])),
    idOf,
  };
}
export type Telling = Awaited<ReturnType<typeof openTelling>>;
