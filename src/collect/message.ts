// What a page says to us, read once and strictly: one JSON object, small, flat.
//
// What names the message (its type, site, address, visit) must be right, or it is malformed. Everything else comes from
// cookies and storage that other scripts may have spoiled: what is wrong there is left out, and the visit still counts.
// Unknown keys are left out too: newer pages may talk to older servers.
import { isUtf8 } from 'node:buffer';
import { z } from 'zod';

/** Largest body, in bytes. The contract's, and sendBeacon's quota (64 KiB, shared by the page) is never near. */
export const BODY_LIMIT = 8192;
const DEPTH_LIMIT = 4; // the contract needs 2
const ADDRESS_LIMIT = 4096;

const IDS_LIMIT = 30; // cookies of counters
const HELD_LIMIT = 10; // a page has a few numbers
const AGO_LIMIT_MS = 3_600_000; // after an hour a page does not tell any more
const MOMENT_LIMIT_MS = 1e15; // far above any clock that is not broken

const Key = z.string().regex(/^[a-z0-9]{8,32}$/);
const Id = z.uuid().transform((id) => id.toLowerCase());
const spoiled = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const Moment = spoiled(z.number().min(0).max(MOMENT_LIMIT_MS));
const Ids = spoiled(
  z.array(z.unknown()).transform((said) => said.filter((one) => typeof one === 'string').slice(0, IDS_LIMIT)),
);
const E164 = /^\+[1-9][0-9]{5,14}$/;
const isE164 = (said: unknown) => typeof said === 'string' && E164.test(said);

const View = z.object({
  t: z.literal('view'),
  site: Key,
  url: z.string().max(ADDRESS_LIMIT),
  ref: spoiled(z.string().max(ADDRESS_LIMIT)),
  visitor: spoiled(Id),
  visit: spoiled(Id),
  ids: Ids,
  auto: spoiled(z.boolean()),
  lang: spoiled(z.string().regex(/^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}$/)),
  at: Moment,
  held: spoiled(z.array(z.unknown()).transform((said) => said.filter(isE164).slice(-HELD_LIMIT) as string[])),
  consent: z.boolean().optional().catch(false), // where we can't tell what was said, it was not yes
});
const Activity = z.object({
  t: z.enum(['beat', 'hide', 'show', 'tap', 'copy', 'close']),
  site: Key,
  visit: Id,
  ids: Ids, // counters that load after us give theirs later
  at: Moment,
  ago: spoiled(z.number().min(0)).transform((ms) => ms && Math.min(ms, AGO_LIMIT_MS)),
});
const Message = z.discriminatedUnion('t', [View, Activity]);

export type ViewMessage = z.infer<typeof View>;
export type ActivityMessage = z.infer<typeof Activity>;

/** The message in this body, or undefined if it is none. */
export function readMessage(body: Buffer): ViewMessage | ActivityMessage | undefined {
  if (!isUtf8(body)) return undefined;
  const said = parseJson(body.toString('utf8'));
  if (said === undefined || isDeeperThan(said, DEPTH_LIMIT)) return undefined;
  return Message.safeParse(said).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(inner, depth - 1));
}
