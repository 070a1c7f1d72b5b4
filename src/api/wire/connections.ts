// Shapes of connections: how calls of an operator, a PBX or a SIP trunk reach us, and what each can do.
import { z } from 'zod';
import { E164, Name, Text, Time } from './base.ts';

/** 'sip-trunk': to Asterisk of our own. The others are spoken to over HTTP: docs/operators.md. */
export const ConnectionKind = z.enum([
  ...['sip-trunk', 'twilio', 'signalwire', 'telnyx', 'plivo', 'vonage', 'uis', 'mango', 'zadarma', 'exolve'],
  ...['voximplant', 'megafon', 'beeline', 'sipuni', 'mts', 'freeswitch', 'pbx'],
] as const);

const Hour = z.int().min(0).max(24);
const SipServer = Text.max(200).regex(/^sips?:[^\s;,&|()"$]+$/, 'a SIP address such as sip:sip.operator.example:5060');
const ConnectionFields = z.object({
  name: Name,
  kind: ConnectionKind,
  addresses: z.array(Text.max(50)).max(200).describe("of a SIP trunk: CIDR blocks the operator's SIP comes from"),
  registerUri: SipServer.nullable().describe(
    'of a SIP trunk: the server we register at to be called; null: it calls us at our address',
  ),
  registerUser: Text.max(120).nullable(),
  outboundUri: Text.max(200)
    .regex(/^sip:[^\s;,&|()"$]+$/, 'a SIP address such as sip:sip.operator.example:5060')
    .nullable()
    .describe("of a SIP trunk: the operator's server for calls that go out; null: none go out"),
  outboundUser: Text.max(120).nullable(),
  checkCaller: E164.nullable().describe('own caller id of checks: never counted as a call'),
  checkFromHour: Hour.max(23).describe("checks run from this hour of the site's day"),
  checkToHour: Hour.min(1).describe('to this one'),
  checkEveryDays: z.int().min(1).max(90),
  checksPerDay: z.int().min(0).max(1000),
});
const Password = Text.max(200).nullable().describe('written only: no answer ever shows it');
// Keys in PEM have several lines.
const SettingValue = z
  .string()
  .max(10_000)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'plain text');
const Settings = z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,40}$/), SettingValue);
const Written = {
  outboundPassword: Password,
  registerPassword: Password,
  settings: Settings.describe('of an operator, by the names of its fields; secret ones may be left out: they stay'),
};

export const HookAddress = z.object({ name: z.string().describe('what it is called there'), url: z.url() });
export const HookOutcome = z.object({
  outcome: z.string().describe('taken, or why a request was refused: bad-signature, no-signature, too-old, …'),
  count: z.int(),
  lastAt: Time,
  detail: z.string().describe('of the last one'),
});

export const Connection = ConnectionFields.extend({
  id: z.uuid(),
  hasPassword: z.boolean(),
  hasRegisterPassword: z.boolean(),
  numbers: z.int().describe('numbers on it that are not gone'),
  settings: Settings.describe('of an operator, but the secret ones'),
  secretsSet: z.array(z.string()).describe('names of the secret fields that are filled in'),
  hooks: z.array(HookAddress).describe('addresses to be entered at the operator; whoever knows one can speak for it'),
  outcomes: z.array(HookOutcome).describe('what came of its requests, the latest first'),
});
export const ConnectionCreate = ConnectionFields.extend(Written).partial().required({ name: true, kind: true });
export const ConnectionPatch = ConnectionFields.extend(Written).omit({ kind: true }).partial();

export const Capabilities = z.object({
  asking: z.enum(['answer', 'push', 'code', 'none']).describe('how it asks us where a call goes; none: it only tells'),
  deadlineSeconds: z.number().nullable(),
  steps: z.array(z.string()).describe('steps of a route that it can carry out'),
  together: z.int().describe('most phones it rings at once'),
  inTurn: z.boolean().describe('rings the next agent when the first did not take the call; false: the first one only'),
  whisper: z.boolean(),
  acceptKey: z.boolean(),
  passesCaller: z.boolean().describe("shows the agent the caller's own number"),
  phones: z.array(z.enum(['sip', 'number', 'registered'])),
  live: z.boolean().describe('calls are told of while they go on'),
  recordings: z.enum(['none', 'mono', 'stereo']),
  placesCalls: z.boolean(),
  listsNumbers: z.boolean(),
  proof: z.enum(['signature', 'token', 'address']),
});
export const OperatorFacts = z.object({
  kind: ConnectionKind,
  capabilities: Capabilities,
  fields: z.array(
    z.object({
      name: z.string(),
      secret: z.boolean(),
      required: z.boolean(),
      pattern: z.string().optional().describe('its whole value matches this'),
      example: z.string(),
    }),
  ),
});

export const ConnectionTest = z.object({
  ok: z.boolean(),
  detail: z.string().describe('what the operator said; empty: it let us in'),
  numbers: z.int().nullable().describe('how many numbers it lists; null: it was not asked, or lists none'),
});
export const OperatorNumber = z.object({
  e164: E164,
  region: z.string().nullable(),
  monthlyCost: z.int().nullable().describe('minor units'),
  currency: z.string().nullable(),
  known: z.boolean().describe('in the inventory already'),
});
export const OperatorImport = z.object({ site: z.uuid(), numbers: z.array(E164).min(1).max(2000) });
export const OperatorImported = z.object({ added: z.array(E164), left: z.array(E164).describe('known already') });

/** A call as a PBX tells of it when it is over. */
export const ToldCall = z.object({
  id: Text.min(1).max(200).describe("the PBX's own id of the call: told again, it is the same call"),
  number: E164.describe('the tracking number that was called'),
  caller: Text.max(40).nullable().default(null).describe('as the PBX has it; null: withheld'),
  startedAt: Time,
  answeredAt: Time.nullable().default(null),
  endedAt: Time,
  answeredBy: Text.max(120).nullable().default(null).describe("an agent's id, name, extension or phone"),
  status: z
    .enum(['answered', 'no-answer', 'busy', 'rejected', 'unavailable', 'failed', 'canceled'])
    .optional()
    .describe('left out: answered if it has answeredAt; canceled: the caller hung up first'),
  recordingUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe('fetched from there by us'),
});
export const ToldCallAnswer = z.object({ id: z.uuid().describe('of the call, under /calls/ID') });

export type ConnectionKind = z.infer<typeof ConnectionKind>;
export type Connection = z.infer<typeof Connection>;
export type ConnectionPatch = z.infer<typeof ConnectionPatch>;
export type OperatorFacts = z.infer<typeof OperatorFacts>;
export type ConnectionTest = z.infer<typeof ConnectionTest>;
export type OperatorNumber = z.infer<typeof OperatorNumber>;
export type OperatorImported = z.infer<typeof OperatorImported>;
export type ToldCall = z.infer<typeof ToldCall>;
