// Everything about who called, behind one door: answers, people's word, learning, judging anew. Keeps memory in line
// with what changes here and at other nodes.
import type { AttributionParameters } from '../../core/attribution/attribution.ts';
import type { Holder } from '../../core/attribution/holder.ts';
import { type AttributionNews, announceAttribution } from '../../store/attributions.ts';
import { type Db, transaction } from '../../store/database.ts';
import { chooseParameters, findParameters, nextParametersVersion, sitesByLearning } from '../../store/parameters.ts';
import { callersBetween } from '../../store/visit-log.ts';
import { type Attributing, openAttributing } from './attributing.ts';
import { type Correcting, openCorrecting } from './correcting.ts';
import { type ErrandResult, openErrands } from './errands.ts';
import { LEAST_CALLS } from './learning.ts';
import { isTimeToLearn } from './nightly.ts';
import { openParameters, type VersionRef } from './parameters.ts';

export type DeskOptions = {
  db: Db;
  windowSeconds: number;
  holdersOf: (numberId: string, at: number) => readonly Holder[];
  /** where a phone is from, as visits' regions are called; null: not known */
  regionOfCaller: (e164: string, siteId: string) => string | null;
  newId: () => string;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
};
export type Desk = {
  attributing: Attributing;
  correcting: Correcting;
  parametersOf(siteId: string): AttributionParameters;
  /** `byPerson`: somebody asks, it is not just time */
  learn(siteId: string, byPerson: boolean): Promise<ErrandResult['learn']>;
  /** puts a version in force by a person's choice; false: there is no such version */
  use(siteId: string, version: VersionRef, userId: string): Promise<boolean>;
  reattribute(asked: {
    siteId: string;
    from: Date;
    to: Date;
    version: VersionRef;
    apply: boolean;
  }): Promise<ErrandResult['reattribute']>;
  /** lets sites learn whose time it is, one after the other */
  learnAtNight(): Promise<void>;
  /** what a node has announced; '' : announcements may have been missed */
  hear(payload: string): void;
  /** resolves when all that was heard so far has been followed */
  followed(): Promise<void>;
  close(): Promise<void>;
};

const LOG_DAYS = 400; // callers of longer ago teach nothing any more
const DAY_MS = 86_400_000;

/** Reads what is in force and who is known. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { db, windowSeconds, regionOfCaller, now, log } = options;
  const parameters = await openParameters(db, now);
  const attributing = await openAttributing({ ...options, parametersOf: parameters.of });
  const errands = openErrands(db, windowSeconds);
  const tried = new Map<string, number>();
  let following: Promise<unknown> = Promise.resolve();

  const regionsOf = async (siteId: string, from: Date, to: Date) => {
    const known = (await callersBetween(db, siteId, from, to)).flatMap((caller) => {
      const region = regionOfCaller(caller, siteId);
      return region === null ? [] : [[caller, region] as const];
    });
    return Object.fromEntries(known);
  };
  const follow = async (payload: string) => {
    if (payload === '') {
      await parameters.reload();
      for (const { id } of await sitesByLearning(db)) await attributing.hear({ siteId: id, everything: true });
      return;
    }
    const news = JSON.parse(payload) as AttributionNews;
    if (news.parameters) await parameters.reload(news.siteId);
    await attributing.hear(news);
  };
  const desk: Desk = {
    attributing,
    correcting: openCorrecting(options),
    parametersOf: parameters.of,
    async learn(siteId, byPerson) {
      const regions = await regionsOf(siteId, new Date(now().getTime() - LOG_DAYS * DAY_MS), now());
      const learned = await errands.run({ kind: 'learn', siteId, now: now(), byPerson }, regions);
      await parameters.reload(siteId);
      return learned;
    },
    use: (siteId, version, userId) =>
      transaction(db, async (tx) => {
        const newest = (await nextParametersVersion(tx, siteId)) - 1;
        if (version !== 'default' && !(await findParameters(tx, siteId, version))) return false;
        const held = version === 'default' ? newest > 0 : version < newest;
        await chooseParameters(tx, siteId, { version: version === 'default' ? null : version, userId, held });
        await announceAttribution(tx, { siteId, parameters: true });
        return true;
      }).then(async (used) => {
        if (used) await parameters.reload(siteId);
        return used;
      }),
    async reattribute(asked) {
      const regions = await regionsOf(asked.siteId, asked.from, asked.to);
      return errands.run({ kind: 'reattribute', ...asked }, regions);
    },
    async learnAtNight() {
      for (const site of await sitesByLearning(db)) {
        const lately = now().getTime() - (tried.get(site.id) ?? 0) < DAY_MS / 2;
        if (lately || !isTimeToLearn(site, now())) continue;
        tried.set(site.id, now().getTime());
        const learned = await desk.learn(site.id, false);
        const told = learned.outcome === 'too-few-calls' ? `${learned.calls} of ${LEAST_CALLS} calls` : learned.outcome;
        log(`Site ${site.id} has learned from its calls: ${told}`);
      }
    },
    hear(payload) {
      following = following
        .then(() => follow(payload))
        .catch((error) => log('what has changed about who called could not be followed', error));
    },
    followed: async () => void (await following),
    close: errands.close,
  };
  return desk;
}
