// Tells other nodes of leases, placements and activity, and hears of theirs, over LISTEN/NOTIFY.
//
// What is told are soft facts: a lost one makes one more sharing, never a wrong record. So they are sent after the
// commit, gathered for a moment, outside the transaction (NOTIFY inside it would make all commits wait for one lock).
// A node alone tells nothing: that would cost it a seventh of what it can do. Nodes greet one another every ten seconds;
// two that hear of each other read back the last minute of the log, where everything not told in time is found.
import { randomUUID } from 'node:crypto';
import type { Db } from '../store/database.ts';
import { listen } from '../store/listen.ts';
import { notifyLeases } from '../store/visits.ts';
import type { Log } from './log.ts';

/** A lease of a visit, or something a visit did; arrays, since a payload holds 8000 bytes. Times are seconds. */
export type LeaseFact = readonly [
  kind: 'lease',
  poolId: string,
  numberId: string,
  visit: string,
  visitor: string,
  channel: string,
  campaign: string,
  region: string | null,
  desktop: boolean,
  at: number,
  /** so that a lease of a pool that was deleted since finds its site */
  siteId?: string,
];
/** `pageAt`: when it happened by the browser's clock, in milliseconds. */
export type ActivityFact = readonly [
  kind: 'seen' | 'tap' | 'close',
  siteId: string,
  visit: string,
  at: number,
  pageAt?: number,
];
/** The static numbers that the visit is shown from now on, none or several. Only for what pages must hear of them. */
export type PlacedFact = readonly [
  kind: 'placed',
  siteId: string,
  visit: string,
  placements: readonly (readonly [find: string, numberId: string])[],
];
export type Fact = LeaseFact | ActivityFact | PlacedFact;

export type Peers = { tell(fact: Fact): void; close(): Promise<void> };
export type PeersOptions = {
  db: Db;
  log: Log;
  onFacts: (facts: readonly Fact[]) => void;
  onSites: () => void;
  /** Connected again, or another node was met: the last so many seconds may have been missed, and are to be read from the log. */
  onReturn: (deafSeconds: number) => void;
};

const PAYLOAD_BYTES = 7900; // PostgreSQL takes less than 8000
const GATHER_MS = 50;
const GREET_MS = 10_000;
const PRESENT_MS = 30_000; // three greetings missed: it is gone
const WAITING_FACTS = 10_000; // beyond it (the database is down) facts are dropped: the log has them

/** Listens from the moment it resolves, until closed; connects again whenever the connection is lost. */
export async function createPeers(options: PeersOptions): Promise<Peers> {
  const { db, log, onFacts, onSites, onReturn } = options;
  const node = randomUUID().slice(0, 8);
  const own = `["${node}"`;
  const mouth = createMouth(options, node);
  let heardAt = Number.NEGATIVE_INFINITY;
  let lostAt = performance.now();
  const isAlone = () => performance.now() - heardAt > PRESENT_MS;

  function hear(payload: string): void {
    if (payload.startsWith(own)) return;
    const isNew = isAlone();
    heardAt = performance.now();
    onFacts(unpack(payload, log));
    if (!isNew) return;
    mouth.greet();
    onReturn(0);
  }

  const listening = await listen({
    db,
    channels: { dialtrace_sites: onSites, dialtrace_leases: hear },
    onReturn: () => onReturn((performance.now() - lostAt) / 1000),
    log: (message, error) => {
      lostAt = performance.now();
      log.warn({ err: error }, message);
    },
  });
  const greeting = setInterval(mouth.greet, GREET_MS);
  greeting.unref();
  mouth.greet();
  return {
    tell(fact) {
      if (!isAlone()) mouth.tell(fact);
    },
    close() {
      clearInterval(greeting);
      listening.close();
      return mouth.close();
    },
  };
}

function createMouth({ db, log }: PeersOptions, node: string) {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  function tell(fact: Fact): void {
    if (waiting.length >= WAITING_FACTS) return;
    waiting.push(JSON.stringify(fact));
    timer ??= setTimeout(send, GATHER_MS);
  }

  async function send(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const facts = waiting;
    waiting = [];
    if (facts.length > 0) await notify(pack(node, facts));
  }

  async function notify(payloads: readonly string[]): Promise<void> {
    try {
      await notifyLeases(db, payloads);
    } catch (error) {
      log.warn({ err: error }, 'Other nodes could not be told of leases; they will read them from the log');
    }
  }

  return { tell, greet: () => void notify([`["${node}"]`]), close: send };
}

/** Payloads '["NODE",fact,fact…]', each as full as it may be. */
export function pack(node: string, facts: readonly string[]): string[] {
  const payloads: string[] = [];
  let payload = '';
  let bytes = 0;
  for (const fact of facts) {
    const size = Buffer.byteLength(fact) + 1;
    if (payload === '' || bytes + size > PAYLOAD_BYTES) {
      if (payload !== '') payloads.push(`${payload}]`);
      payload = `["${node}"`;
      bytes = Buffer.byteLength(payload) + 1;
    }
    payload += `,${fact}`;
    bytes += size;
  }
  if (payload !== '') payloads.push(`${payload}]`);
  return payloads;
}

function unpack(payload: string, log: Log): Fact[] {
  try {
    return (JSON.parse(payload) as unknown[]).slice(1) as Fact[];
  } catch (error) {
    log.warn({ err: error }, 'Another node told something that could not be understood');
    return [];
  }
}
