// Shapes of missed callers and of calls of ours.
import { z } from 'zod';
import { CLOSE_REASONS } from '../../core/call-back.ts';
import { E164, Seconds, Text, Time } from './base.ts';

export const CallBack = z.object({
  id: z.uuid(),
  siteId: z.uuid(),
  phone: E164.nullable().describe('null: callers who showed no number; there is nobody to call'),
  contact: z.object({ name: z.string(), vip: z.boolean() }).nullable(),
  why: z
    .enum(['missed', 'asked', 'voicemail', 'cut-off'])
    .describe('asked: the caller pressed for a call back; cut-off: the engine died before anybody had answered'),
  calls: z.int().describe('missed calls it is about'),
  missedAt: Time.describe('when the first of them began'),
  lastMissedAt: Time,
  lastCallId: z.uuid(),
  number: E164.describe('of ours that was called last'),
  dueAt: Time,
  isLate: z.boolean().describe('of a closed one: it was closed too late'),
  newCaller: z.boolean().describe('had never talked with the business'),
  channel: z.string().nullable().describe('of the first missed call'),
  source: z.string().nullable(),
  campaign: z.string().nullable(),
  agent: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('whose task it is; null: the team’s'),
  attempts: z.int().describe('calls to the client since'),
  lastAttemptAt: Time.nullable(),
  isCalling: z.boolean().describe('a call with this phone is going on'),
  automatic: z.object({
    attempts: z.int(),
    nextAt: Time.nullable(),
    refusal: z.string().nullable().describe('why the last attempt could not be made: night, closed, no-number, …'),
  }),
  closedAt: Time.nullable(),
  closeReason: z.enum(CLOSE_REASONS).nullable(),
  closedBy: z.string().nullable().describe('a person'),
  reachedBy: z.object({ callId: z.uuid(), direction: z.enum(['in', 'out']), agent: z.string().nullable() }).nullable(),
  note: z.string(),
});

const Estimate = z
  .int()
  .nullable()
  .describe(
    'an estimate in minor units: new callers who are open or lost × value of an average deal × share of answered first calls that become one; null: the site has not said both',
  );

export const CallBackOfCall = z.object({
  task: CallBack.nullable().describe('null: the call was answered, counts nowhere, or is a call of ours'),
});
export const CallBackList = z.object({
  items: z.array(CallBack),
  nextCursor: z.string().nullable(),
  now: z.object({
    open: z.int(),
    late: z.int(),
    hidden: z.int().describe('of those open: showed no number'),
    newCallers: z.int(),
    atStake: Estimate,
    currency: z.string(),
  }),
});
export const CallBacksQuery = z.object({
  state: z.enum(['open', 'late', 'closed']).default('open'),
  agent: z
    .union([z.uuid(), z.literal('team')])
    .optional()
    .describe('whose; team: nobody’s in person'),
  q: Text.max(80).optional().describe('phone, or name of the contact'),
});
export const CallBackClose = z.object({
  reason: z.enum(CLOSE_REASONS).exclude(['reached']),
  note: Text.trim().max(500).default(''),
});
export const CallBackPatch = z.object({ agentId: z.uuid().nullable().describe('null: the team’s') });
export const CallBackCall = z.object({
  agent: z
    .uuid()
    .optional()
    .describe('who talks; default: whose task it is, if free, else whom the client knows, else who is free'),
});

export const PlaceCall = z.object({
  agent: z.uuid().optional().describe('who talks; default: whom the client knows, else who is free'),
  phone: Text.max(64).describe('the client’s, as it is written in the country of the site’s numbers'),
  number: E164.optional().describe('of ours that the client sees; default: the one they dialled last'),
});
export const PlacedCall = z.object({
  agentId: z.uuid(),
  number: E164,
  phone: E164,
  providerCallId: z.string().describe('names the call at its operator'),
});

export const CallBackSettings = z.object({
  limitMinutes: z.int().min(1).max(10_080),
  scheduleId: z.uuid().nullable().describe('only its open hours count, and only then calls are made; null: all hours'),
  dealValue: z.int().min(0).nullable().describe('of an average deal, minor units of the site’s currency'),
  conversion: z.number().min(0).max(1).nullable().describe('share of answered first calls that become a deal'),
  automatic: z
    .boolean()
    .describe('call back without a click, when an agent is free; never at night where the client is'),
  attempts: z.int().min(1).max(10),
  pauseMinutes: z.int().min(1).max(240).describe('after the first attempt; each next pause is twice as long'),
  teamId: z.uuid().nullable().describe('whose agents are rung; null: all'),
});

export const MissedQuery = z.object({
  from: Time.optional().describe('default: 30 days before the end'),
  to: Time.optional().describe('default: now'),
  by: z.enum(['day', 'agent', 'channel', 'source', 'campaign']).default('day'),
});
const MissedFigures = z.object({
  missed: z.int().describe('callers who were missed'),
  calls: z.int().describe('their missed calls'),
  reached: z.int(),
  withinLimit: z.int(),
  medianSeconds: Seconds.nullable().describe('from the first missed call to the talk'),
  open: z.int(),
  lost: z.int(),
  newOpenOrLost: z.int(),
  estimatedLoss: Estimate,
});
export const MissedReport = z.object({
  from: Time,
  to: Time,
  by: MissedQuery.shape.by,
  currency: z.string(),
  rows: z.array(MissedFigures.extend({ key: z.string().nullable().describe('null: none, or not known') })),
  totals: MissedFigures,
});

export type CallBack = z.infer<typeof CallBack>;
export type CallBackOfCall = z.infer<typeof CallBackOfCall>;
export type CallBackList = z.infer<typeof CallBackList>;
export type CallBackSettings = z.infer<typeof CallBackSettings>;
export type MissedReport = z.infer<typeof MissedReport>;
export type PlacedCall = z.infer<typeof PlacedCall>;
