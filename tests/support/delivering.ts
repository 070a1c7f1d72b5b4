// A site whose calls are told on: the way out with its database, a clock of its own, and far sides at loopback.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DeliveryFilter } from '../../src/core/delivery-filter.ts';
import type { EventType } from '../../src/core/event.ts';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import { openDispatching } from '../../src/deliver/dispatching.ts';
import { openEgress } from '../../src/deliver/egress.ts';
import type { Exchange } from '../../src/deliver/exchanges.ts';
import type { Act } from '../../src/deliver/port.ts';
import { drain } from '../../src/deliver/sending.ts';
import { type Trial, tryDestination } from '../../src/deliver/trying.ts';
import { openWay } from '../../src/deliver/way.ts';
import { findDestination, insertDestination } from '../../src/store/destinations.ts';
import { type EventToTell, tellEvents } from '../../src/store/events.ts';
import { openTestDatabase } from './database.ts';
import { addAccount, addCall, addSite, addVisit, answerOf, type NewCallRecord, type NewVisit } from './records.ts';
import { until } from './system.ts';

export type DeliveryRoom = Awaited<ReturnType<typeof openDeliveryRoom>>;
export type RoomOptions = {
  /** origins of the real systems and where their stand-ins listen */
  instead?: Readonly<Record<string, string>>;
  allowed?: string[];
};
const PUBLIC_URL = 'https://calls.example.test';

/** With a database of its own; to be closed. `problems` are to be empty at the end unless a test wants some. */
export async function openDeliveryRoom({ instead = {}, allowed = ['127.0.0.0/8'] }: RoomOptions = {}) {
  const database = await openTestDatabase();
  const { db } = database;
  const site = await addSite(db, { accountId: (await addAccount(db)).accountId });
  const clock = { ahead: 0 };
  const now = () => new Date(Date.now() + clock.ahead);
  const problems: unknown[] = [];
  const acts: string[] = [];
  const recordings = new Map<string, { bytes: Uint8Array; type: string; extension: string }>();
  const far = new Map(Object.entries(instead));
  const filesFolder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-files-'));

  /** One node that sends. */
  const openNode = async (may = allowed) => {
    const egress = openEgress({ allowed: may, instead: far });
    const log = (_: string, error: unknown) => void problems.push(error);
    const way = {
      db,
      egress,
      publicUrl: PUBLIC_URL,
      now,
      recordingOf: async (id: string) => recordings.get(id),
      filesFolder,
      actOn: async (what: Act, { id }: { id: string }) => {
        acts.push(`${what} ${id}`);
        return 'done' as const;
      },
    };
    const dispatching = await openDispatching({
      ...{ db, now, log, everyMs: 20 },
      drain: (id, turn) =>
        drain(id, {
          ...{ ...way, ...turn, kinds: DESTINATIONS, newId: randomUUIDv7, chance: () => 0.5, log },
          onPaused: () => {},
        }),
    });
    return {
      egress,
      way,
      look: dispatching.look,
      async close() {
        await dispatching.close();
        await egress.close();
      },
    };
  };
  let node = await openNode();

  return {
    ...{ db, site, clock, now, problems, acts, recordings, filesFolder, openNode },
    /** where a far side's name leads from now on */
    lead(origin: string, to: string) {
      far.set(origin, to);
    },
    look: () => node.look(),
    /** the node stops and another takes its place */
    async restart(may = allowed) {
      await node.close();
      node = await openNode(may);
    },
    async connect(
      kind: string,
      settings: Record<string, string>,
      more: { secrets?: Record<string, string>; events?: EventType[]; filter?: DeliveryFilter } = {},
    ): Promise<string> {
      const id = randomUUIDv7();
      const { secrets = {}, events = ['call.finished'], filter = {} } = more;
      await insertDestination(db, { id, siteId: site.id, kind, name: 'Ours', settings, secrets, events, filter });
      return id;
    },
    /** The house as the destination sees it, to ask things of it directly. */
    async wayOf(id: string) {
      const to = await findDestination(db, id);
      assert.ok(to);
      const exchanges: Exchange[] = [];
      return { to, exchanges, way: openWay(to, exchanges, node.way) };
    },
    /** Those connected so far are told nothing more. */
    forgetDestinations: () => db.query('update destinations set removed_at = now()'),
    /** As when a person tries it. */
    trial: (trial: Trial) => tryDestination(trial, { ...node.way, kinds: DESTINATIONS, newId: randomUUIDv7 }),
    /** A talk of a minute, a minute and a half ago; with `visit`, one that this visit led to. */
    async call({ visit, ...call }: Partial<NewCallRecord> & { visit?: Partial<NewVisit> } = {}): Promise<string> {
      const at = call.at ?? new Date(now().getTime() - 90_000);
      if (!visit) return addCall(db, site, { at, ...call });
      const { visitId, visitorId } = await addVisit(db, site, { at: new Date(at.getTime() - 120_000), ...visit });
      const answer = answerOf([{ p: 0.97, visitId, visitorId, ...visit.source }]);
      return addCall(db, site, { at, answer, ...call });
    },
    tell: (...events: EventToTell[]) => tellEvents(db, events),
    event: (
      callId: string | null,
      type: EventType = 'call.finished',
      more: Partial<EventToTell> = {},
    ): EventToTell => ({
      ...{ type, key: '', at: now(), about: {}, siteId: site.id, callId, ...more },
    }),
    /** as `state: reason`, in order of time */
    states: (destinationId: string) => statesOf(db, destinationId),
    settled: (destinationId: string, wanted: string[]) =>
      until(`deliveries are ${wanted}`, async () => {
        const seen = await statesOf(db, destinationId);
        return JSON.stringify(seen) === JSON.stringify(wanted) ? true : undefined;
      }),
    /** what was asked and answered so far, oldest first */
    async exchanges(destinationId: string): Promise<Exchange[]> {
      const { rows } = await db.query<{ exchanges: Exchange[] }>(
        'select exchanges from attempts where destination_id = $1 order by at, id',
        [destinationId],
      );
      return rows.flatMap(({ exchanges }) => exchanges);
    },
    async close() {
      await node.close();
      await database.close();
      rmSync(filesFolder, { recursive: true, force: true });
    },
  };
}

async function statesOf(db: Awaited<ReturnType<typeof openTestDatabase>>['db'], destinationId: string) {
  const { rows } = await db.query<{ state: string; reason: string | null }>(
    'select state, reason from deliveries where destination_id = $1 order by seq',
    [destinationId],
  );
  return rows.map(({ state, reason }) => (reason ? `${state}: ${reason}` : state));
}
