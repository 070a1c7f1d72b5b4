// dialtrace learn: lets sites learn from their own calls, now. A running Dialtrace follows at once.
import type { Command } from 'commander';
import { LEAST_CALLS, type Learned, learnSite } from '../calls/attribution/learning.ts';
import type { Db } from '../store/database.ts';
import { sitesByLearning } from '../store/parameters.ts';
import { withOwnDatabase } from './own-database.ts';
import { openRegionsOfCallers } from './regions-of-callers.ts';

export function addLearn(program: Command): void {
  program
    .command('learn')
    .description(
      'Learn how visits call from the last 1,000 first-time calls of each site. What is learned goes into force if it explains the newest calls no worse. Every site does this by itself each night.',
    )
    .option('--site <id>', 'only this site')
    .option('--json', 'print data as JSON')
    .action(async ({ site, json }: { site?: string; json?: boolean }) => {
      const learned = await withOwnDatabase((db) => learnAll(db, site));
      if (site !== undefined && learned.length === 0) throw new Error(`There is no site ${site}.`);
      for (const one of learned) console.log(json ? JSON.stringify(one) : textOf(one));
    });
}

type SiteLearned = Learned & { site: string };

async function learnAll(db: Db, site: string | undefined): Promise<SiteLearned[]> {
  const regionOfCaller = await openRegionsOfCallers(db);
  const learned: SiteLearned[] = [];
  for (const { id } of await sitesByLearning(db)) {
    if (site !== undefined && id !== site) continue;
    const asked = { db, siteId: id, now: new Date(), byPerson: true };
    learned.push({ site: id, ...(await learnSite({ ...asked, regionOfCaller })) });
  }
  return learned;
}

function textOf(learned: SiteLearned): string {
  const told = {
    'in-force': () => `has learned from ${learned.calls} calls; version ${versionOf(learned)} is in force`,
    kept: () => `has learned; version ${versionOf(learned)} is kept but not in force (${whyOf(learned)})`,
    'too-few-calls': () => `has ${learned.calls} first-time calls; it takes ${LEAST_CALLS} to learn from`,
    busy: () => 'is learning just now',
  } as const;
  return `Site ${learned.site} ${told[learned.outcome]()}`;
}

const versionOf = (learned: SiteLearned) => ('version' in learned ? learned.version : '');
const whyOf = (learned: SiteLearned) =>
  'whyNot' in learned && learned.whyNot === 'chosen-by-hand'
    ? 'an older one was chosen by hand'
    : 'it explains the newest calls worse than the one in force';
