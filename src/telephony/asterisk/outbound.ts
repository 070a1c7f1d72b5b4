// Calls that we place through an operator, for checks of numbers: dialled like anybody's call, with a tone for a voice.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dialledForms } from '../../core/phone.ts';
import { TONE_BACK_HZ, TONE_THERE_HZ, toneSamples } from '../../core/tone.ts';
import { folderOf, type SystemUser } from '../../machine/system-user.ts';
import type { Ari } from './ari.ts';
import { outboundFromLine } from './journal.ts';
import { outName } from './pjsip.ts';

export type OutboundOrder = {
  /** names the call and its recordings */
  id: string;
  connectionId: string;
  /** the operator's server, 'sip:operator.example:5060' */
  serverUri: string;
  /** E.164 */
  number: string;
  /** E.164: what the operator is told who calls */
  callerId: string;
};
export type OutboundCall = {
  /** `cause`: ITU-T Q.850, null if none was told; `lost`: the engine did not say how it ended */
  ended: Promise<{ cause: number | null; lost: boolean }>;
  hangUp(): Promise<void>;
  /** what was heard at our end of the incoming call, and by the caller, at 8 kHz; the recordings are deleted */
  heard(): Promise<{ there: Int16Array; back: Int16Array }>;
};
export type Outbound = {
  /** Throws an Error that says why, if the engine does not take the order. */
  dialOut(order: OutboundOrder): Promise<OutboundCall>;
  /** another node dials this: without us the engine, too, knows it when it comes here; until the returned function is called */
  expect(call: Pick<OutboundOrder, 'number' | 'callerId'>): () => void;
  /** what was heard at our end of a test call that another node has dialled; the recording is deleted */
  heardThere(id: string): Promise<Int16Array>;
  /** a line of the engine's journal, of whatever call */
  onLine(line: string): void;
};

/** Together with CALL_SECONDS the longest that a check lasts, should we be killed in the middle of it. */
export const RING_SECONDS = 20;
export const CALL_SECONDS = 12;
/** How long our end of the incoming call plays its tone. */
const BACK_SECONDS = 4;
const END_SECONDS = RING_SECONDS + CALL_SECONDS + 8; // beyond: the engine has died, and its journal is silent
const WRITTEN_MS = 150; // a recording that has not grown for so long is whole
const WRITTEN_TRIES = 20;

/** Folders below the engine's, as its dialplan knows them. */
export function checkFolders(runDir: string) {
  return {
    recordings: path.join(runDir, 'checks'),
    marks: path.join(runDir, 'check-marks'),
    tones: path.join(runDir, 'tones'),
  };
}

/** Makes the folders and the tones; what a killed check has left is deleted. */
export function openOutbound({
  ari,
  runDir,
  user,
}: {
  ari: Ari;
  runDir: string;
  user: SystemUser | undefined;
}): Outbound {
  const folders = checkFolders(runDir);
  rmSync(folders.recordings, { recursive: true, force: true });
  folderOf(user, folders.recordings, 0o755);
  folderOf(undefined, folders.marks, 0o755);
  folderOf(undefined, folders.tones, 0o755);
  writeTone(path.join(folders.tones, 'there.sln'), TONE_THERE_HZ, CALL_SECONDS);
  writeTone(path.join(folders.tones, 'back.sln'), TONE_BACK_HZ, BACK_SECONDS);
  const open = new Map<string, (cause: number | null) => void>();
  const recording = (id: string, side: 'there' | 'back') => path.join(folders.recordings, `${id}-${side}.raw`);
  const expect = (call: Pick<OutboundOrder, 'number' | 'callerId'>) => {
    const marks = mark(folders.marks, call);
    return () => {
      for (const file of marks) rmSync(file, { force: true });
    };
  };

  return {
    expect,
    heardThere: (id) => taken(recording(id, 'there')),
    async dialOut(order) {
      const channel = `check-${order.id}`;
      const told = Promise.withResolvers<number | null>();
      open.set(channel, told.resolve);
      const unmark = expect(order);
      const clear = () => {
        open.delete(channel);
        unmark();
      };
      try {
        await ari.originate({
          channelId: channel,
          endpoint: `PJSIP/${outName(order.connectionId)}/${requestUri(order)}`,
          context: 'dt-check-out',
          extension: 'start',
          callerId: order.callerId,
          timeoutSeconds: RING_SECONDS,
          variables: { DT_CHECK: order.id },
        });
      } catch (error) {
        clear();
        throw error;
      }
      const lost = sleep(END_SECONDS * 1000, 'lost' as const, { ref: false });
      const ended = Promise.race([told.promise, lost]).then((end) => {
        clear();
        return end === 'lost' ? { cause: null, lost: true } : { cause: end, lost: false };
      });
      return {
        ended,
        hangUp: () => ari.hangUp(channel),
        heard: async () => ({
          there: await taken(recording(order.id, 'there')),
          back: await taken(recording(order.id, 'back')),
        }),
      };
    },
    onLine(line) {
      const fact = outboundFromLine(line);
      if (fact) open.get(fact.channel)?.(fact.cause);
    },
  };
}

function requestUri({ serverUri, number }: OutboundOrder): string {
  return `sip:${number}@${serverUri.replace(/^sip:([^@]*@)?/, '')}`;
}

function writeTone(file: string, hz: number, seconds: number) {
  writeFileSync(file, Buffer.from(toneSamples(hz, seconds).buffer), { mode: 0o644 });
}

// Tells the dialplan of a check in flight, for the case that we are not there to answer: one file for each form the
// operator may dial the number in, holding the forms the caller may come in.
function mark(folder: string, { number, callerId }: Pick<OutboundOrder, 'number' | 'callerId'>): string[] {
  const files = dialledForms(number).map((form) => path.join(folder, form));
  for (const file of files) writeFileSync(file, ` ${dialledForms(callerId).join(' ')} `, { mode: 0o644 });
  return files;
}

async function taken(file: string): Promise<Int16Array> {
  for (let size = -1, tries = 0; existsSync(file) && tries < WRITTEN_TRIES; tries++) {
    const now = statSync(file).size;
    if (now === size) break;
    size = now;
    await sleep(WRITTEN_MS);
  }
  if (!existsSync(file)) return new Int16Array();
  const bytes = readFileSync(file);
  rmSync(file, { force: true });
  return Int16Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readInt16LE(at * 2));
}
