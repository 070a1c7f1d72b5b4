// dialtrace call route NUMBER: what would happen if somebody called now, step by step.
import { randomUUIDv7 } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { openDesk } from '../calls/attribution/desk.ts';
import { openDirectory } from '../calls/directory.ts';
import { openRouteBook } from '../calls/routing/route-book.ts';
import type { Voice } from '../calls/routing/route-sounds.ts';
import { openRouteDesk } from '../calls/routing/would-happen.ts';
import { openScreening } from '../calls/spam/screening.ts';
import { countryOf, toE164 } from '../core/phone.ts';
import { DEFAULT_POOL_PARAMETERS } from '../core/pool/pool.ts';
import { doingOf } from '../core/routing/agent-state.ts';
import { ASTERISK_CAPABILITIES } from '../core/routing/capabilities.ts';
import type { AgentNow, RoutingFacts, Trail } from '../core/routing/route.ts';
import { isOpen } from '../core/routing/schedule.ts';
import type { WouldHappenAnswer } from '../core/routing/would-happen.ts';
import { type BoardAgentRow, boardAgents } from '../store/board.ts';
import type { Db } from '../store/database.ts';
import { withOwnDatabase } from './own-database.ts';
import { openRegionsOfCallers } from './regions-of-callers.ts';

type Options = {
  from?: string;
  source?: RoutingFacts['visits'][number];
  landingPage?: string;
  at?: Date;
  json?: boolean;
};

export function addCallRoute(call: Command): void {
  call
    .command('route')
    .argument('<number>', 'one of your tracking numbers')
    .description(
      'Say what would happen if somebody called now: the way through the route, step by step. Nobody is rung.',
    )
    .option('--from <phone>', 'the caller; without it the number is hidden')
    .option(
      '--source <channel/source/medium/campaign/term>',
      'where the caller comes from, as certain; parts may be left out or empty. Without it: what attribution says',
      source,
    )
    .option('--landing-page <address>', 'the page they came to (with --source)')
    .option('--at <time>', 'when, such as 2026-03-02T09:00+03:00 (default: now)', moment)
    .option('--json', 'print data as JSON')
    .action(async (number: string, options: Options) => {
      const happened = await withOwnDatabase((db) => wouldHappen(db, number, options));
      const { facts, ...answer } = happened;
      const { caller, visits } = facts;
      console.log(options.json ? JSON.stringify({ ...answer, caller, visits }) : textOf(happened));
    });
}

async function wouldHappen(db: Db, wanted: string, { from, source: assumed, landingPage, at = new Date() }: Options) {
  const log = () => {};
  const now = () => at;
  const directory = await openDirectory(db);
  const parsed = toE164(wanted, countryOf(directory.all()[0]?.e164 ?? '') ?? '');
  const number = parsed.kind === 'phone' ? directory.all().find(({ e164 }) => e164 === parsed.e164) : undefined;
  if (!number) throw new Error(`${wanted} is not one of your numbers.`);
  const regionOfCaller = await openRegionsOfCallers(db);
  const { windowSeconds } = DEFAULT_POOL_PARAMETERS;
  const desk = await openDesk({
    ...{ db, windowSeconds, holdersOf: () => [], regionOfCaller, newId: randomUUIDv7, now, log },
  });
  try {
    const book = await openRouteBook(db);
    const states = await boardAgents(db);
    const board = { now: () => agentsOf(states, at) };
    // Lists and rules; who floods us just now only the running Dialtrace knows.
    const screening = await openScreening({ db, now, log, onFlood: () => {} });
    const routes = openRouteDesk({
      ...{ db, directory, board, book, attributing: desk.attributing, regionOfCaller, voice: PAPER, waiting: () => 0 },
      ...{ capabilitiesOf: () => ASTERISK_CAPABILITIES, now: () => new Date(), foresee: screening.foresee },
    });
    const visits = assumed ? [{ ...assumed, landingPage: landingPage ?? null }] : null;
    const { siteId, e164 } = number;
    const asked = { siteId, draft: null, routeId: null, number: e164, caller: from ?? null, visits, at };
    const happened = await routes.wouldHappen(asked);
    if (typeof happened === 'string') throw new Error(`${wanted} is not one of your numbers.`);
    return happened;
  } finally {
    await desk.close();
  }
}

/** As the live board has them, but for phones that are not registered: only the running Dialtrace knows of those. */
function agentsOf(rows: readonly BoardAgentRow[], at: Date): ReadonlyMap<string, AgentNow> {
  const now = rows.map((row): [string, AgentNow] => {
    const { id, name, phone, skills, schedule, timeZone, talkedUntil } = row;
    const isOnShift = schedule === null || isOpen(schedule, at, timeZone);
    const { state } = doingOf({ ...row, talkingSince: row.talks[0]?.since ?? null, isOnShift }, at);
    return [id, { id, name, phone, skills, state, isOnShift, idleSince: talkedUntil }];
  });
  return new Map(now);
}

/** The house's sounds lie with the running Dialtrace: here all that can be said is taken to be. */
const PAPER: Voice = {
  of: (prompt) => ('sound' in prompt ? prompt.sound : 'spoken'),
  builtIn: (name) => name,
  speakSoon: () => 'spoken',
  position: () => 'spoken',
};

/** For people. */
export function textOf({ number, route, facts, spam, trail, plan }: WouldHappenAnswer): string {
  const { caller } = facts;
  const known = [
    caller.contact ? `${caller.contact.name || 'a contact'}${caller.contact.vip ? ', important' : ''}` : 'no contact',
    `${caller.earlierCalls} calls before`,
    ...(caller.lastManager ? [`last talked with ${facts.agents.get(caller.lastManager)?.name ?? 'somebody'}`] : []),
  ];
  const from = facts.visits.slice(0, 3).map((visit) => {
    const way = [visit.channel, visit.source, visit.medium, visit.campaign, visit.term].filter((part) => part !== null);
    return `${(visit.probability * 100).toFixed(0)} % ${way.join(' › ')}`;
  });
  return [
    `${caller.e164 ?? 'A hidden number'} calls ${number} at ${facts.at.toISOString()} (${known.join(', ')})`,
    `From: ${from.length > 0 ? from.join('; ') : 'not known'}`,
    ...(spam
      ? [
          `${spam.isRejected ? 'Held back before any route is asked' : 'Let through, marked as spam'}: ${spam.reasons.join(', ')}`,
        ]
      : []),
    route ? `Route "${route.name}", version ${route.version}:` : 'No published route: the line rings.',
    ...trail.map(lineOf),
    `Telephony gets ${plan.steps.length} steps: ${plan.steps.map((step) => step.do).join(', ')}`,
  ].join('\n');
}

function lineOf({ step, do: kind, said, with: words, next }: Trail[number]): string {
  const told = Object.entries(words).map(([name, value]) => `${name} ${[value].flat().join(', ')}`);
  return `  ${step} (${kind}): ${[said.replaceAll('-', ' '), ...told].join('; ')}${next === null ? '' : ` → ${next}`}`;
}

function source(text: string): RoutingFacts['visits'][number] {
  const [channel, from, medium, campaign, term, more] = text.split('/').map((part) => part.trim() || null);
  if (!channel || more !== undefined)
    throw new InvalidArgumentError('Write it like paid-search/yandex/cpc/spring; the channel comes first.');
  return {
    ...{ probability: 1, channel, source: from ?? null, medium: medium ?? null, campaign: campaign ?? null },
    ...{ term: term ?? null, landingPage: null },
  };
}

function moment(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('Write it like 2026-03-02T09:00+03:00.');
  return at;
}
