// Looks for numbers that have leaked: printed in the site's own pages, or called by people whom no visit explains.
import { createNumberFinder, findLeaks, type LeakFound, leakedSince } from '../core/numbers/leak.ts';
import { isOriginOf } from '../core/source/origin.ts';
import { type Db, transaction } from '../store/database.ts';
import {
  claimLeakScan,
  type LeakFinding,
  landingPagesSince,
  lastLeakScan,
  type ScannedSite,
  sitesToScan,
  storeLeakScan,
  type UnreadPage,
  type WatchedNumber,
  watchedNumbers,
} from '../store/leaks.ts';
import { endNotices, openNotice } from '../store/notices.ts';
import { readOwnPage } from '../web/own-page.ts';

export type LeakWatchOptions = {
  db: Db;
  newId: () => string;
  now: () => Date;
  log: (message: string, error: unknown) => void;
};

export type LeakWatch = {
  /** Reads the site's pages and its calls now. 'busy': a scan has begun less than a minute ago. */
  scan(site: ScannedSite): Promise<'scanned' | 'busy'>;
  /** Scans the sites whose last scan is a day old, one after the other. */
  scanDue(): Promise<void>;
  report(siteId: string): Promise<LeakReport>;
  /** Ends the scan that goes on. */
  close(): Promise<void>;
};
export type LeakReport = {
  scannedAt: Date | null;
  pagesRead: number;
  unread: UnreadPage[];
  threshold: number;
  numbers: (WatchedNumber & Pick<LeakFound, 'expected' | 'chance'>)[];
};

const DAY_MS = 86_400_000;
const PERIOD_MS = 30 * DAY_MS;
const PAGES_LIMIT = 50;
const AT_ONCE = 4; // the site's server has visitors to serve
const SCAN_MS = 60_000; // whoever asked waits for it; pages not read by then are named
const BUSY_MS = 60_000;
const AGAIN_MS = 3_600_000; // a site that was down is read again sooner

export function openLeakWatch(options: LeakWatchOptions): LeakWatch {
  const { db, now, log } = options;
  const closing = new AbortController();

  async function scan(site: ScannedSite): Promise<'scanned' | 'busy'> {
    const begun = now();
    const before = new Date(begun.getTime() - BUSY_MS);
    if (!(await claimLeakScan(db, site.id, { now: begun, before }))) return 'busy';
    await scanSite(options, site, closing.signal);
    return 'scanned';
  }

  async function scanDue(): Promise<void> {
    const ago = (ms: number) => new Date(now().getTime() - ms);
    for (const site of await sitesToScan(db, { before: ago(DAY_MS), beforeIfUnread: ago(AGAIN_MS) })) {
      if (closing.signal.aborted) return;
      await scan(site).catch((error) => log(`a site's pages could not be looked through for leaked numbers`, error));
    }
  }

  async function report(siteId: string): Promise<LeakReport> {
    const numbers = await watchedNumbers(db, siteId, new Date(now().getTime() - PERIOD_MS));
    const judged = findLeaks(numbers);
    const last = await lastLeakScan(db, siteId);
    const { scannedAt = null, pagesRead = 0, unread = [] } = last ?? {};
    const joined = numbers.map((number, at) => {
      const { expected, chance } = judged.numbers[at] as LeakFound;
      return { ...number, expected, chance };
    });
    const rank = ({ leakedSince: since }: WatchedNumber) => (since ? 0 : 1);
    joined.sort((one, other) => rank(one) - rank(other) || one.chance - other.chance);
    return { scannedAt, pagesRead, unread, threshold: judged.threshold, numbers: joined };
  }

  let due = Promise.resolve();
  return {
    scan,
    report,
    scanDue() {
      due = due.then(scanDue, scanDue);
      return due;
    },
    async close() {
      closing.abort();
      await due.catch(() => {}); // told to whoever asked for it
    },
  };
}

async function scanSite({ db, newId, now }: LeakWatchOptions, site: ScannedSite, closing: AbortSignal): Promise<void> {
  const since = new Date(now().getTime() - PERIOD_MS);
  const pages = await pagesOf(db, site, since);
  const numbers = await watchedNumbers(db, site.id, since);
  const find = createNumberFinder(numbers.map(({ e164 }) => e164));
  const signal = AbortSignal.any([closing, AbortSignal.timeout(SCAN_MS)]);
  const read = await readPages(pages, { origins: site.origins, find, signal });
  if (closing.aborted) return;
  const judged = findLeaks(numbers);
  const at = now();
  const findings = numbers.map((number, place) => {
    const found = judged.numbers[place] as LeakFound;
    return { number, found, ...judge(number, found, read, at) };
  });
  await transaction(db, async (tx) => {
    const unread = [...read.unread].map(([page, detail]) => ({ page, detail }));
    await storeLeakScan(tx, site.id, { scannedAt: at, pagesRead: read.found.size, unread, findings });
    for (const { number, found, leakedSince: leaked, pages: evidence } of findings) {
      const [subject, { accountId, id: siteId }] = [number.id, site];
      if (!leaked) {
        await endNotices(tx, { accountId, kinds: ['number-leaked'], subject });
        continue;
      }
      const { calls, nobody, expected, chance } = found;
      const data = { number: number.e164, pages: evidence, calls, nobody, expected: rounded(expected), chance };
      await openNotice(tx, { id: newId(), accountId, siteId, kind: 'number-leaked', subject, data });
    }
  });
}

/** The home pages of its plain origins first, then where visits begin. */
async function pagesOf(db: Db, { id, origins }: ScannedSite, since: Date): Promise<string[]> {
  const homes = origins.filter((origin) => !origin.includes('*')).map((origin) => `${origin}/`);
  const landed = await landingPagesSince(db, { siteId: id, since, limit: PAGES_LIMIT });
  const own = landed.filter((page) => isOriginOf(URL.parse(page)?.origin ?? '', origins));
  return [...new Set([...homes, ...own])].slice(0, PAGES_LIMIT);
}

/** `found`: of each page that could be read, the numbers on it; `unread`: of the others, why. */
type Read = { found: Map<string, string[]>; unread: Map<string, string> };

type Reading = { origins: readonly string[]; find: (html: string) => string[]; signal: AbortSignal };

async function readPages(pages: readonly string[], { origins, find, signal }: Reading): Promise<Read> {
  const read: Read = { found: new Map(), unread: new Map() };
  const left = [...pages];
  const reader = async () => {
    for (let page = left.shift(); page !== undefined; page = left.shift()) {
      const answer = await readOwnPage(new URL(page), { origins, reader: 'Dialtrace leak watch', signal });
      if (answer.kind === 'page') read.found.set(page, find(answer.html));
      else read.unread.set(page, answer.detail);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return read;
}

/** A page that could not be read still has what it had: not to know is not to know that it is gone. */
function judge(number: WatchedNumber, calls: LeakFound, { found, unread }: Read, at: Date): LeakFinding {
  const now = [...found].filter(([, numbers]) => numbers.includes(number.e164)).map(([page]) => page);
  const kept = number.pages.filter((page) => unread.has(page));
  const pages = [...now, ...kept];
  const foundAt = now.length > 0 ? at : number.foundAt;
  const since = leakedSince(
    {
      leakedSince: secondsOf(number.leakedSince),
      foundAt: secondsOf(foundAt),
      isOnPages: pages.length > 0,
      calls,
    },
    at.getTime() / 1000,
  );
  return { numberId: number.id, pages, foundAt, leakedSince: since === null ? null : new Date(since * 1000) };
}

const secondsOf = (date: Date | null) => (date ? date.getTime() / 1000 : null);
const rounded = (value: number) => Math.round(value * 100) / 100;
