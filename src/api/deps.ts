// What the API's routes are given by main.
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { AgentNow } from '../core/routing/route.ts';
import type { RouteDesk } from '../core/routing/would-happen.ts';
import { callLines } from '../reports/calls.ts';
import type { Db } from '../store/database.ts';
import type { SiteRow } from '../store/sites.ts';
import { findSite } from '../store/sites.ts';
import type { SoundRow } from '../store/sounds.ts';
import type { PageChecker } from '../web/page-check.ts';
import type { AttributionDesk } from './attribution-desk.ts';
import type { Bell } from './bell.ts';
import type { DeliveryDesk } from './delivery-desk.ts';
import type { OperatorDesk } from './operator-desk.ts';
import type { PlaceDesk } from './placing.ts';
import { notFound } from './problem.ts';
import type { RecordingDesk } from './recording-desk.ts';
import type { SpamJudge } from './spam.ts';
import type {
  ContactsImport,
  DealsImport,
  Leak,
  NumbersImport,
  PlanCheck,
  PlanQuestion,
  ScriptVersion,
  SpendImport,
} from './wire.ts';

/** Fastify that takes its types from zod schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export type ApiDeps = {
  db: Db;
  version: string;
  publicUrl: string;
  /** address and port that agents' phones register at */
  sipServer: string;
  /** the page script as published, oldest first */
  scriptVersions: ScriptVersion[];
  newId: () => string;
  /** what the pages hold now */
  poolStats: (poolId: string) => { openPages: number; liveLeases: number; forgotten: number };
  /** what each number of the pool holds now; `holders`: visits of the last two weeks */
  poolNumbers: (poolId: string) => { id: string; openPages: number; liveLeases: number; holders: number }[];
  /** how many pages show the number now */
  openPagesOf: (numberId: string) => number;
  numbersFile: NumbersFile;
  contactsFile: ContactsFile;
  dealsFile: DealsFile;
  spendFile: SpendFile;
  leaks: LeakDesk;
  attribution: AttributionDesk;
  board: BoardDesk;
  placing: PlaceDesk;
  spam: SpamJudge;
  routes: RouteDesk;
  planner: PlanDesk;
  recordings: RecordingDesk;
  sounds: SoundDesk;
  /** looks at a page of a site (web/page-check.ts) */
  checkPage: PageChecker['check'];
  /** numbers, targets or connections have changed: everyone who keeps them in memory reads them anew */
  onSettingsChange: (siteId: string) => Promise<void>;
  /** operators beside our own Asterisk: kinds, addresses of hooks, their numbers, calls told afterwards */
  operators: OperatorDesk;
  /** outside systems that are told of calls */
  deliveries: DeliveryDesk;
  /** tells a listener of each call that changed, until the returned function is called */
  onCallChange: Bell['onCallChange'];
};

/** What callers and agents hear (sounds/sounds.ts). */
export type SoundDesk = {
  add(wanted: { siteId: string; name: string; file: Uint8Array }): Promise<SoundRow | { refused: SoundRefusal }>;
  remove(siteId: string, id: string): Promise<boolean>;
  speak(words: string, language: 'ru' | 'en'): Promise<string | { refused: SpeakRefusal }>;
  find(id: string): Promise<string | null>;
};
export type SoundRefusal = 'not-a-wav' | 'compressed' | 'channels' | 'rate' | 'empty' | 'too-short' | 'too-long';
export type SpeakRefusal = 'missing' | 'failed' | 'wordless';

/** What agents do at this moment (calls/routing/board.ts). */
export type BoardDesk = {
  lines(siteId: string): (AgentNow & {
    since: Date | null;
    until: Date | null;
    awayReason: string;
    isOnline: boolean | null;
    callId: string | null;
    callSince: Date | null;
    isRinging: boolean;
  })[];
  onChange(listener: (change: { siteIds: ReadonlySet<string> }) => void): () => void;
};

/** Plans of how many numbers a site needs (planning/planner.ts). */
export type PlanDesk = {
  begin(siteId: string, wish: PlanQuestion): Promise<'begun' | 'running'>;
  check(siteId: string): Promise<PlanCheck | null>;
};

/** Numbers known outside the pages they were shown on (numbers/leaks.ts). */
export type LeakDesk = {
  scan(site: Pick<SiteRow, 'id' | 'accountId' | 'origins'>): Promise<'scanned' | 'busy'>;
  report(siteId: string): Promise<{
    scannedAt: Date | null;
    pagesRead: number;
    unread: { page: string; detail: string }[];
    threshold: number;
    numbers: (Omit<Leak, 'numberId' | 'number' | 'leakedSince'> & {
      id: string;
      e164: string;
      leakedSince: Date | null;
      foundAt: Date | null;
    })[];
  }>;
};

/** All numbers of a site as CSV, out and in (numbers/csv.ts). `file`: as it came, UTF-8 or Windows-1251. */
export type NumbersFile = {
  export(site: SiteRow): Promise<string>;
  import(asked: {
    site: SiteRow;
    file: Uint8Array;
    dry: boolean;
    evenIfShown: boolean;
    userId: string | null;
  }): Promise<NumbersImport | { unreadable: string }>;
};

/** All contacts of a site as CSV, out and in (contacts/contacts-file.ts). `file`: as it came, UTF-8 or Windows-1251. */
export type ContactsFile = {
  export(site: SiteRow): Promise<string>;
  import(asked: { site: SiteRow; file: Uint8Array; dry: boolean }): Promise<ContactsImport | { unreadable: string }>;
};

/** All deals of a site as CSV, out and in (money/deals-file.ts). `file` gives it from its beginning, each time. */
export type DealsFile = {
  export(site: SiteRow): AsyncIterable<string>;
  import(asked: {
    site: SiteRow;
    file: () => AsyncIterable<Uint8Array>;
    dry: boolean;
    tell: boolean;
  }): Promise<DealsImport | { unreadable: string }>;
};

/** All spend of a site as CSV, out and in (money/spend-file.ts). */
export type SpendFile = {
  export(site: SiteRow): AsyncIterable<string>;
  import(asked: {
    site: SiteRow;
    file: () => AsyncIterable<Uint8Array>;
    feed: string;
    dry: boolean;
  }): Promise<SpendImport | { unreadable: string }>;
};

/** The site, if it is of the asking person's account. `asked`: what the person asked for, if it is something of the site. */
export async function siteOf(deps: ApiDeps, accountId: string, siteId: string, asked = 'site'): Promise<SiteRow> {
  const site = await findSite(deps.db, accountId, siteId);
  if (!site) throw notFound(asked);
  return site;
}

/** The call as its list shows it, if its site is of the asking person's account. */
export async function callOf(deps: ApiDeps, accountId: string, callId: string) {
  const [line] = await callLines(deps.db, [callId]);
  if (!line) throw notFound('call');
  await siteOf(deps, accountId, line.siteId, 'call');
  return line;
}
