// dialtrace numbers check: asks the running Dialtrace for test calls and waits for what they find.
import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { nextCheckAt } from '../core/numbers/check-schedule.ts';
import { isSamePhone } from '../core/phone.ts';
import { type CheckNumber, findCheck, findNumberToCheck, listNumbersToCheck, requestCheck } from '../store/checks.ts';
import type { Db } from '../store/database.ts';
import { withOwnDatabase } from './own-database.ts';

type Options = { site?: string; now?: boolean; force?: boolean; json?: boolean };
type Asked = { number: CheckNumber; id: string; at: number };

/** A check takes up to half a minute, and each connection makes one at a time. */
const SECONDS_EACH = 60;

export function addNumbers(program: Command): void {
  const numbers = program.command('numbers').description('The tracking numbers.');
  numbers
    .command('check')
    .argument('[number...]', 'tracking numbers, such as +74957770101 (default: all)')
    .description(
      'Call numbers through their operators and tell whether the calls reach us. Dialtrace must be running: it makes the calls, in the quiet hours of each connection and within its daily limit.',
    )
    .option('--site <id>', 'only numbers of this site')
    .option('--now', 'at once, at any hour; waits for the results')
    .option('--force', 'even over the daily limit')
    .option('--json', 'print data as JSON, one line for each number')
    .action(async (wanted: string[], options: Options) => {
      await withOwnDatabase((db) => checkNumbers(db, wanted, options));
    });
}

async function checkNumbers(db: Db, wanted: string[], { site, now = false, force = false, json = false }: Options) {
  const all = (await listNumbersToCheck(db)).filter((number) => !site || number.siteId === site);
  const chosen = wanted.length === 0 ? all.filter((number) => number.inService) : wanted.map((raw) => find(all, raw));
  if (chosen.length === 0)
    throw new Error(
      'No number can be checked: give a connection an outbound address (outboundUri) and a caller id for checks (checkCaller).',
    );
  const say = (words: string, data: object) => console.log(json ? JSON.stringify(data) : words);
  const waited: Asked[] = [];
  for (const number of chosen) {
    const wish = { origin: 'person', notBefore: new Date(), now, force } as const;
    const id = await requestCheck(db, { id: randomUUIDv7(), numberId: number.numberId, ...wish });
    const asked = await findNumberToCheck(db, number.numberId);
    // A number that says at once that it is busy may have been checked by now: nobody wishes for it any more.
    const at = asked?.wish ? (nextCheckAt(Date.now() / 1000, asked) ?? 0) : 0;
    if (at <= Date.now() / 1000 + 1) waited.push({ number, id, at });
    else {
      const from = new Date(at * 1000).toISOString();
      say(`${number.e164} will be checked after ${from}`, { number: number.e164, id, notBefore: from });
    }
  }
  let allGood = true;
  for (const { number, id } of waited) {
    const result = await untilOver(db, id, waited.length * SECONDS_EACH);
    if (!result)
      throw new Error(
        `${number.e164} was not checked. Is Dialtrace running, and the connection's limit of today not used up (--force)?`,
      );
    const { e164, id: _, ...found } = result;
    if (found.outcome !== 'good') allGood = false;
    say(sentence(e164, found), { number: e164, id, ...found });
  }
  if (!allGood) process.exitCode = 1;
}

function find(numbers: readonly CheckNumber[], raw: string): CheckNumber {
  const number = numbers.find(({ e164 }) => isSamePhone(raw, e164));
  if (number) return number;
  throw new Error(
    `"${raw}" can't be checked: it is not a number in service here, or its connection has no outbound address and caller id for checks.`,
  );
}

type Found = Omit<NonNullable<Awaited<ReturnType<typeof findCheck>>>, 'e164' | 'id'>;

function sentence(e164: string, { outcome, reason, reachedMs, toneThere, toneBack }: Found): string {
  const seconds = reachedMs === null ? 'not reached' : `reached in ${(reachedMs / 1000).toFixed(1)} s`;
  const tone = (db: number | null) => (db === null ? 'none' : `${Math.round(db)} dB`);
  const audio = reachedMs === null ? '' : `, audio there ${tone(toneThere)}, back ${tone(toneBack)}`;
  return `${e164} ${outcome}${reason ? ` (${reason})` : ''}: ${seconds}${audio}`;
}

async function untilOver(db: Db, id: string, seconds: number) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(300)) {
    const result = await findCheck(db, id);
    if (result) return result;
  }
  return undefined;
}
