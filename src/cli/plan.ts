// dialtrace plan: how many numbers a site needs, what they bring and what they cost.
import { type Command, InvalidArgumentError } from 'commander';
import { parametersOf } from '../calls/attribution/parameters.ts';
import { answerOf, type Money, type PlanAnswer } from '../planning/answer.ts';
import { basisOfSite, basisOfSize, type SiteSize } from '../planning/basis.ts';
import { makePlan, type PlanBasis } from '../simulation/plan.ts';
import { choicesInForce } from '../store/parameters.ts';
import { poolSize } from '../store/plans.ts';
import { withOwnDatabase } from './own-database.ts';
import { positive, wholeNumber } from './replay.ts';

type Options = SiteSize & { site?: string; numbers?: number; numberCost?: Money; json?: boolean };

export function addPlan(program: Command): void {
  program
    .command('plan')
    .description(
      "Show how right the answers would be with so many numbers and what that costs: from a site's own log (--site; Dialtrace or the database of DATABASE_URL must be running), or from what you say of a site to come.",
    )
    .option('--site <id>', 'the site whose log is replayed')
    .option('--visits-per-day <count>', 'visits a day (default: 300)', positive)
    .option('--sources <count>', 'campaigns that bring visits, of all channels together (default: 30)', wholeNumber)
    .option('--opens-at <hour>', 'first hour in which people call (default: 8)', hour)
    .option('--closes-at <hour>', 'hour after the last in which people call (default: 22)', hour)
    .option('--number-cost <money>', 'what a number costs a month, such as 300RUB', money)
    .option('--numbers <count>', 'how many numbers there are now', wholeNumber)
    .option('--json', 'print data as JSON')
    .action(async ({ site, numbers, numberCost, json, ...size }: Options) => {
      const { opensAt = 8, closesAt = 22 } = size;
      if (opensAt >= closesAt) throw new Error('--opens-at must be earlier than --closes-at.');
      const found = site ? await readSite(site, size) : { basis: basisOfSize(size), numbersNow: 0, cost: undefined };
      const numbersNow = numbers ?? found.numbersNow;
      const progress = (share: number) => process.stderr.write(`\r${Math.round(100 * share)} %`);
      const result = makePlan({ basis: found.basis, numbersNow }, process.stderr.isTTY ? progress : undefined);
      const answer = answerOf({ result, basis: found.basis, numbersNow, cost: numberCost ?? found.cost });
      console.log(json ? JSON.stringify(answer) : describe(answer));
    });
}

type Found = { basis: PlanBasis; numbersNow: number; cost: Money | undefined };

function readSite(siteId: string, size: SiteSize): Promise<Found> {
  return withOwnDatabase(async (db) => {
    const now = new Date();
    const [chosen] = await choicesInForce(db, siteId);
    const parameters = await parametersOf(db, siteId, chosen?.version ?? 'default', now);
    const basis = await basisOfSite(db, siteId, { size, parameters, now: now.getTime() / 1000 });
    const { numbers, meanCost, currency } = await poolSize(db, siteId);
    const cost = meanCost !== null && currency !== null ? { minor: Math.round(meanCost), currency } : undefined;
    return { basis, numbersNow: numbers, cost };
  });
}

function describe(answer: PlanAnswer): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const cost = (money: Money | null) => (money ? `${(money.minor / 100).toFixed(0)} ${money.currency}` : '');
  const row = (cells: string[]) => cells.map((cell) => cell.padStart(12)).join('');
  const from =
    answer.basis === 'log' ? `the site's own log of ${answer.days} days` : `a made-up site, ${answer.days} days of it`;
  const begin = answer.numbersNow > 0 ? `now ${answer.numbersNow} numbers` : `begin with ${answer.startWith} numbers`;
  return [
    `From ${from}: ${Math.round(answer.visitsPerDay)} visits a day from ${answer.sources} sources; ${begin}.`,
    'Share of first-time calls told right:',
    '',
    row(['numbers', 'channel', 'campaign', 'visit', 'shared', 'a month']),
    ...answer.points.map((point) =>
      row([
        `${point.numbers}${point.numbers === answer.numbersNow ? ' (now)' : ''}`,
        ...[point.channel.mean, point.campaign.mean, point.visit.mean, point.shared].map(percent),
        cost(point.monthlyCost),
      ]),
    ),
    '',
    answer.oneMore ? `One more number adds ${(100 * answer.oneMore.campaign).toFixed(2)} points by campaign.` : '',
    answer.enoughFor.campaign95 ? `95 % by campaign: ${answer.enoughFor.campaign95} numbers.` : '',
  ]
    .join('\n')
    .trimEnd();
}

function hour(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 24) return value;
  throw new InvalidArgumentError('It must be a whole hour, 0 to 24.');
}

function money(text: string): Money {
  const match = /^(\d+(?:\.\d{1,2})?) ?([A-Z]{3})$/.exec(text);
  if (!match) throw new InvalidArgumentError('Write it like 300RUB.');
  return { minor: Math.round(Number(match[1]) * 100), currency: match[2]! };
}
