// Test calls under way at all nodes. Behind an edge one may come back at another node than dialled it: each node notes in
// the database what it sees of any, and knows all of them in memory, so that no caller ever waits for the database.
import { setTimeout as sleep } from 'node:timers/promises';
import { TONE_THERE_HZ, toneLevel } from '../core/tone.ts';
import { type FlightRow, listFlights, noteGaveWay, noteListened, noteReached } from '../store/check-flights.ts';
import type { Db } from '../store/database.ts';
import type { Flight, Flights } from './flights.ts';

export type SharedFlightsOptions = {
  db: Db;
  /** this one's name */
  node: string;
  flights: Flights;
  /** milliseconds since the epoch */
  now: () => number;
  /** lets the engine know a test call of another node by itself, should we not answer; until the returned function is called */
  expect(call: { number: string; callerId: string }): () => void;
  /** what was heard at our end of a test call that has ended, at 8 kHz */
  heardThere(checkId: string): Promise<Int16Array>;
  log: (message: string, error?: unknown) => void;
};
export type SharedFlights = {
  /** this node dials it */
  begin(flight: Flight): void;
  end(flight: Flight): void;
  /** what all nodes have noted until now is known when this resolves; never rejects */
  follow(): Promise<void>;
  /** a call has ended that was recognised as a test call */
  over(providerCallId: string): void;
  /** dB of what the node that it came back to has heard; undefined: that node has not said in time */
  heardElsewhere(flight: Flight): Promise<{ toneThere: number | null } | undefined>;
};

type Foreign = { flight: Flight; forget: () => void };

const TELL_TRIES = 5;
const TELL_AGAIN_MS = 1000;
/** The other node's journal, the recording's last bytes and the database. */
const HEARD_MS = 8000;
const LOOK_MS = 250;

/** Knows nothing until it follows. */
export function shareFlights(options: SharedFlightsOptions): SharedFlights {
  const { db, node, flights, now, expect, heardThere, log } = options;
  const own = new Map<string, Flight>();
  const foreign = new Map<string, Foreign>();
  const listened = new Map<string, number | null>();
  const heard = new Set<string>();

  const tell = async (note: () => Promise<void>): Promise<void> => {
    for (let tries = 1; ; tries++) {
      try {
        return await note();
      } catch (error) {
        if (tries === TELL_TRIES) return log('what became of a test call could not be told to the other nodes', error);
        await sleep(TELL_AGAIN_MS);
      }
    }
  };
  const tellReached = ({ checkId, reached }: Flight) => {
    if (reached) void tell(() => noteReached(db, { checkId, ...reached }));
  };
  const listenTo = async (checkId: string) => {
    const toneThere = toneLevel(await heardThere(checkId), TONE_THERE_HZ);
    await tell(() => noteListened(db, checkId, toneThere));
  };

  const learn = ({ checkId, numberId, e164, checkCaller, startedAt }: FlightRow): Foreign => {
    const flight: Flight = {
      ...{ checkId, numberId, checkCaller, dialledAt: startedAt },
      onReached: () => tellReached(flight),
      hangUp: () => void tell(() => noteGaveWay(db, checkId, flight.gaveWayTo ?? '')),
    };
    const stopExpecting = expect({ number: e164, callerId: checkCaller });
    flights.begin(flight);
    const forget = () => {
      flights.end(flight);
      stopExpecting();
    };
    return { flight, forget };
  };
  // Clocks of two nodes are not one: what came back was here before we heard of it, whatever that node's clock says.
  const hear = (flight: Flight, row: FlightRow) => {
    const { reachedAt, reachedNode, reachedDid, reachedCaller, reachedRight, gaveWayTo } = row;
    if (row.listened && own.has(row.checkId)) listened.set(row.checkId, row.toneThere);
    if (reachedAt && reachedNode && !flight.reached) {
      const at = new Date(Math.min(reachedAt.getTime(), now()));
      const told = { did: reachedDid ?? '', caller: reachedCaller ?? '', right: reachedRight ?? false };
      flight.reached = { at, node: reachedNode, ...told };
    }
    if (gaveWayTo === null || flight.gaveWayTo !== undefined || flight.reached) return;
    flight.gaveWayTo = gaveWayTo;
    if (own.has(row.checkId)) flight.hangUp();
  };
  const read = async () => {
    const rows = await listFlights(db);
    for (const row of rows) {
      const { checkId } = row;
      if (row.node !== node && !foreign.has(checkId)) foreign.set(checkId, learn(row));
      const flight = own.get(checkId) ?? foreign.get(checkId)?.flight;
      if (flight) hear(flight, row);
    }
    const open = new Set(rows.map(({ checkId }) => checkId));
    for (const [checkId, { forget }] of foreign) {
      if (open.has(checkId)) continue;
      forget();
      foreign.delete(checkId);
      heard.delete(checkId);
    }
  };
  // One reading at a time, so that none puts older news over newer.
  let reading: Promise<void> = Promise.resolve();
  const follow = () => {
    reading = reading.then(read).catch((error) => log('test calls of other nodes could not be read', error));
    return reading;
  };

  return {
    begin(flight) {
      flight.onReached = () => tellReached(flight);
      own.set(flight.checkId, flight);
      flights.begin(flight);
    },
    end(flight) {
      own.delete(flight.checkId);
      listened.delete(flight.checkId);
      flights.end(flight);
    },
    follow,
    over(providerCallId) {
      const checkId = flights.checkOf(providerCallId);
      if (!checkId || !foreign.has(checkId) || heard.has(checkId)) return;
      heard.add(checkId); // facts may be told again
      void listenTo(checkId);
    },
    async heardElsewhere({ checkId }) {
      for (const until = now() + HEARD_MS; ; await sleep(LOOK_MS)) {
        await follow();
        const toneThere = listened.get(checkId);
        if (toneThere !== undefined) return { toneThere };
        if (now() > until) return undefined;
      }
    },
  };
}
