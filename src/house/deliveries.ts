// The way out, opened: what is due is sent from here on.
import { randomUUIDv7 } from 'node:crypto';
import type { DeliveryDesk, DestinationFacts } from '../api/delivery-desk.ts';
import type { RecordingDesk } from '../api/recording-desk.ts';
import { askFarFields, checkDestination, faultsOfSettings, fillTemplates } from '../deliver/asking.ts';
import { DESTINATIONS } from '../deliver/destinations.ts';
import { openDispatching } from '../deliver/dispatching.ts';
import { openEgress } from '../deliver/egress.ts';
import { openLapsing } from '../deliver/lapsing.ts';
import { openPolling } from '../deliver/polling.ts';
import type { Destination } from '../deliver/port.ts';
import { receiveHook, sharedTalk } from '../deliver/receiving.ts';
import { drain } from '../deliver/sending.ts';
import { beginSignIn, endSignIn } from '../deliver/signing-in.ts';
import { tryDestination } from '../deliver/trying.ts';
import { hookUrlOf, type WayOptions } from '../deliver/way.ts';
import type { Db } from '../store/database.ts';
import { accountOfDestination, type SpokenDestination } from '../store/destinations.ts';
import { openNotice } from '../store/notices.ts';
import { recordingsOfCall } from '../store/recordings.ts';

export type HouseDeliveries = { desk: DeliveryDesk; close(): Promise<void> };
export type DeliveriesOptions = {
  db: Db;
  /** private addresses that destinations may have */
  allowed: readonly string[];
  /** origins that are reached elsewhere (egress.ts) */
  instead?: ReadonlyMap<string, string>;
  onPaused: (to: SpokenDestination, why: string) => void;
  play: RecordingDesk['play'];
  publicUrl: string;
  regionOfCaller: (e164: string) => string | null;
  /** where destinations put files on this machine */
  filesFolder: string;
  /** what people at destinations want done with calls */
  actOn: NonNullable<WayOptions['actOn']>;
  log: (message: string, error: unknown) => void;
  now?: () => Date;
};

/** Begins to send. */
export async function openDeliveries(options: DeliveriesOptions): Promise<HouseDeliveries> {
  const { db, allowed, play, publicUrl, regionOfCaller, log, now = () => new Date() } = options;
  const onPaused: DeliveriesOptions['onPaused'] = (to, why) => {
    options.onPaused(to, why);
    tellOfPause(db, to, why).catch((error) => log('that a destination is paused could not be told', error));
  };
  const egress = openEgress({ allowed, ...(options.instead ? { instead: options.instead } : {}) });
  const common = {
    db,
    egress,
    kinds: DESTINATIONS,
    newId: randomUUIDv7,
    publicUrl,
    recordingOf: recordingsOf(db, play),
    filesFolder: options.filesFolder,
    ...{ regionOfCaller, actOn: options.actOn, now },
  };
  const dispatching = await openDispatching({
    ...{ db, now, log },
    drain: (id, turn) => drain(id, { ...common, ...turn, chance: Math.random, onPaused, log }),
  });
  const polling = openPolling({ ...common, onPaused, log });
  const lapsing = openLapsing({ db, kinds: DESTINATIONS, now, log });
  return {
    desk: {
      kinds: () => [...DESTINATIONS.values()].map(factsOf),
      try: (trial) => tryDestination(trial, common),
      faults: (asked) => faultsOfSettings(asked, common),
      fill: (asked) => fillTemplates(asked, common),
      farFields: (id) => askFarFields(id, common),
      check: (id) => checkDestination(id, common),
      look: dispatching.look,
      receive: (asked) => receiveHook(asked, common),
      hookUrl: (to) => hookUrlOf(publicUrl, to),
      beginSignIn: (id) => beginSignIn(id, common),
      async endSignIn(query) {
        const signedIn = await endSignIn(query, common);
        dispatching.look();
        return signedIn;
      },
      sharedTalk: (shared) => sharedTalk(shared, common),
    },
    async close() {
      await lapsing.close();
      await polling.close();
      await dispatching.close();
      await egress.close();
    },
  };
}

const factsOf = ({
  kind,
  group,
  fields,
  takes,
  byDefault,
  repeats,
  reasons,
  limits,
  ...can
}: Destination): DestinationFacts => ({
  ...{ kind, group, fields, takes, byDefault, reasons, limits },
  repeats: typeof repeats === 'function' ? 'by-settings' : repeats,
  signsIn: Boolean(can.oauth),
  receives: Boolean(can.receive) && !can.introducesItself,
  checks: Boolean(can.check),
  listsFields: Boolean(can.farFields),
});

/** Shown on every page until the destination is resumed. */
async function tellOfPause(db: Db, { id, siteId, name, kind: of }: SpokenDestination, why: string): Promise<void> {
  const accountId = await accountOfDestination(db, id);
  const notice = { id: randomUUIDv7(), siteId, kind: 'destination-paused' as const, subject: id };
  if (accountId) await openNotice(db, { ...notice, accountId, data: { name, of, why } });
}

const LONGEST_TALK_BYTES = 50 * 1024 * 1024;

/** The talk of a call as a file to send: the first one that can be had. */
function recordingsOf(db: Db, play: RecordingDesk['play']): WayOptions['recordingOf'] {
  return async (callId) => {
    const ready = (await recordingsOfCall(db, callId)).find(({ state }) => state === 'ready');
    const playable = ready && (await play(ready, {}));
    if (!playable || typeof playable === 'string' || playable.size > LONGEST_TALK_BYTES) return undefined;
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await playable.read()) ?? []) chunks.push(chunk as Uint8Array);
    const { type, extension } = playable;
    return chunks.length > 0 ? { bytes: Buffer.concat(chunks), type, extension } : undefined;
  };
}
