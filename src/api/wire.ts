// The shapes of /api/v1, once: the server validates and documents with them, the dashboard takes its types from them.
// Times are RFC 3339 strings with offset, durations whole seconds, phones E.164, probabilities 0…1.
import { z } from 'zod';
import { CALL_CATEGORIES } from '../core/category.ts';
import { originOf } from '../core/source/origin.ts';
import { AttributionSummary, CallAnswer } from './wire/attribution.ts';
import { E164, Name, Probability, Seconds, SipUri, Source, Text, Time } from './wire/base.ts';
import { CallContact } from './wire/contacts.ts';
import { FieldFault } from './wire/destinations.ts';
import { Pool } from './wire/pools.ts';
import { RouteFault, RouteTrail } from './wire/routes.ts';

export * from './wire/agents.ts';
export * from './wire/attribution.ts';
export { type Source, SourceStated } from './wire/base.ts';
export * from './wire/board.ts';
export * from './wire/call-backs.ts';
export * from './wire/checks.ts';
export * from './wire/connections.ts';
export * from './wire/contacts.ts';
export * from './wire/deals.ts';
export * from './wire/destinations.ts';
export * from './wire/install-check.ts';
export * from './wire/notices.ts';
export * from './wire/numbering.ts';
export * from './wire/numbers.ts';
export * from './wire/page-scripts.ts';
export * from './wire/placements.ts';
export * from './wire/plan.ts';
export * from './wire/pools.ts';
export * from './wire/recordings.ts';
export * from './wire/routes.ts';
export * from './wire/sounds.ts';
export * from './wire/spam.ts';
export * from './wire/spend.ts';

/** RFC 9457 problem document; `reason` is a stable word for programs, `detail` says what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  reason: z.string(),
  detail: z.string(),
  faults: z.array(RouteFault).optional().describe('of a route that can’t be published'),
  fields: z.array(FieldFault).optional().describe('of a form: what is wrong with which field'),
});

export const SiteSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  publicKey: z.string(),
  timeZone: z.string(),
  currency: z.string(),
});

export const Me = z.object({
  user: z.object({ id: z.uuid(), name: z.string() }),
  account: z.object({ id: z.uuid(), name: z.string() }),
  sites: z.array(SiteSummary),
  version: z.string(),
});

export const Target = z.object({
  id: z.uuid(),
  name: Name,
  sipUri: SipUri.nullable().describe('null: it has a phone of another kind, which it keeps (see agents)'),
  ringSeconds: z.int().min(3).max(180),
});

// Kept as browsers write it: lower case, IDN as punycode, no default port, no path.
const Origin = z
  .string()
  .max(300)
  .overwrite(
    (text) => originOf(text.replace('://*.', '://'))?.replace('://', text.includes('://*.') ? '://*.' : '://') ?? text,
  )
  .regex(/^https?:\/\/(\*\.)?[^/\s*]+$/, 'an origin such as https://shop.example');

export const SiteSettings = z.object({
  name: Name,
  timeZone: Text.max(60).describe('IANA name, such as Europe/Moscow'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code'),
  origins: z.array(Origin).max(100),
  serveAutomation: z.boolean().describe('give numbers to automated browsers too: for test sites only'),
});

export const Site = SiteSummary.extend({
  ...SiteSettings.shape,
  pools: z.array(Pool),
  targets: z.array(Target),
  script: z.string().describe('the HTML to put on every page'),
  lastViewAt: Time.nullable().describe('when a page of this site last asked for a number'),
});

export const SiteCreate = SiteSettings.partial().required({ name: true });
export const SitePatch = SiteSettings.partial();
export const TargetsPut = z.object({
  targets: z
    .array(Target.omit({ id: true }).extend({ id: z.uuid().optional() }))
    .min(1)
    .max(20),
});

export const CallStatus = z.enum(['ringing', 'talking', 'answered', 'missed', 'cut-off']);
export const MissedReason = z.enum(['caller-hung-up', 'no-answer', 'busy', 'unavailable', 'rejected']);
export const RecordingState = z.enum(['none', 'recording', 'ready', 'empty', 'failed']);

export const SpamMark = z.object({
  reasons: z.array(z.string()).describe('blacklisted, flood-of-caller, … : docs/spam.md'),
  by: z.enum(['rules', 'person']),
  heldBack: z.boolean().describe('rejected before it was answered'),
});

export const CallCategory = z.enum(CALL_CATEGORIES);
export const CallWords = z
  .object({ tags: z.array(Text.trim().min(1).max(80)).max(50), category: CallCategory.nullable() })
  .partial()
  .describe('what is left out stays as it is');

export const CallRow = z.object({
  id: z.uuid(),
  siteId: z.uuid(),
  number: E164.describe('the tracking number that was called'),
  numberKind: z.enum(['pool', 'static']),
  direction: z.enum(['in', 'out']).describe('out: a call of ours to a client, who is the caller here'),
  spam: SpamMark.nullable().describe('null: it counts as a call'),
  caller: E164.nullable().describe('null: withheld, or not a phone number'),
  callerRaw: z.string().nullable(),
  contact: CallContact.nullable().describe('null: the business does not know this phone (see contacts)'),
  firstTime: z.boolean(),
  status: CallStatus,
  missedReason: MissedReason.nullable(),
  startedAt: Time,
  answeredAt: Time.nullable(),
  endedAt: Time.nullable(),
  waitSeconds: Seconds.nullable().describe('from the start of the call to the answer or the end'),
  talkSeconds: Seconds.nullable(),
  answeredBy: z.string().nullable(),
  hungUpBy: z.enum(['caller', 'agent', 'system']).nullable(),
  whileDown: z.boolean().describe('taken while Dialtrace was down'),
  recording: z.object({ state: RecordingState, seconds: z.number().nullable() }),
  tags: z.array(Text).describe('what it was about, as people say'),
  category: CallCategory.nullable().describe('null: nobody has said'),
  attribution: AttributionSummary.nullable(),
});

export const Leg = z.object({
  id: z.uuid(),
  step: z.int(),
  target: z.string(),
  startedAt: Time,
  answeredAt: Time.nullable(),
  endedAt: Time.nullable(),
  ringSeconds: Seconds.nullable(),
  outcome: z
    .enum(['answered', 'busy', 'no-answer', 'unavailable', 'rejected', 'declined', 'canceled', 'failed'])
    .nullable(),
  hangupCause: z.int().nullable().describe('ITU-T Q.850'),
  client: z.boolean().describe('of a call of ours: it rang the client'),
});

export const Candidate = Source.extend({
  visitId: z.uuid().nullable(),
  visitorId: z.uuid().nullable(),
  probability: Probability,
  state: z.enum(['tapped', 'open', 'closed', 'remembered', 'static']),
  stateSeconds: z.number().nullable().describe('since the tap, since the visit began, or since its last activity'),
  visitStartedAt: Time.nullable(),
  landingPage: z.string().nullable(),
  region: z.string().nullable(),
  device: z.string().nullable(),
});

export const Visit = Source.extend({
  id: z.uuid(),
  visitorId: z.uuid(),
  newVisitor: z.boolean(),
  startedAt: Time,
  landingPage: z.string(),
  referrer: z.string().nullable(),
  clickIds: z.record(z.string(), z.string()),
  clientIds: z.record(z.string(), z.string()),
  device: z.string(),
  os: z.string().nullable(),
  browser: z.string().nullable(),
  country: z.string().nullable(),
  region: z.string().nullable(),
  city: z.string().nullable(),
  activity: z.array(
    z.object({
      at: Time,
      kind: z.enum(['view', 'beat', 'hide', 'show', 'tap', 'copy', 'close']),
      page: z.string().nullable(),
    }),
  ),
});

export const CallCard = CallRow.extend({
  attribution: CallAnswer.nullable(),
  hangupCause: z.int().nullable(),
  route: z
    .object({ id: z.uuid(), name: z.string(), version: z.int() })
    .nullable()
    .describe('by which it went; null: to the line, or as the operator or the engine did by itself'),
  trail: RouteTrail.nullable().describe('how the route came to its plan'),
  noticeAt: Time.nullable().describe('when the caller was told that the talk is recorded'),
  consent: z.boolean().nullable().describe('to the recording; null: was not asked'),
  legs: z.array(Leg),
  candidates: z.array(Candidate).describe('likeliest first, at most ten'),
  visit: Visit.nullable().describe('the visit of the best answer'),
  earlierCalls: z
    .array(z.object({ id: z.uuid(), startedAt: Time, status: CallStatus }))
    .describe('of the same caller, newest first'),
});

export const CallFilter = z.object({
  from: Time.optional(),
  to: Time.optional(),
  status: CallStatus.optional(),
  channel: Text.max(80).optional(),
  source: Text.max(200).optional().describe('"(none)": none given'),
  campaign: Text.max(200).optional().describe('"(none)": none given'),
  term: Text.max(200).optional().describe('"(none)": none given'),
  firstTime: z.stringbool().optional(),
  recorded: z.stringbool().optional(),
  direction: z.enum(['in', 'out']).optional(),
  spam: z.stringbool().optional().describe('default: both'),
  q: z
    .string()
    .max(80)
    .overwrite((text) => text.toWellFormed().replace(/\p{Cc}/gu, ' ')) // pasted from a table, it may end with a tab
    .optional()
    .describe('searches caller and their name, tracking number, campaign, keyword and who answered'),
});
export const Page = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const CallList = z.object({ items: z.array(CallRow), nextCursor: z.string().nullable(), total: z.int() });

export const SourceLevel = z.enum(['channel', 'source', 'medium', 'campaign', 'term']);
export const Period = z.object({
  from: Time.optional().describe('default: 30 days before the end'),
  to: Time.optional().describe('default: now'),
});
export const SourceReportQuery = z.object({
  from: Time.optional().describe('default: 30 days ago'),
  to: Time.optional().describe('default: now'),
  by: SourceLevel.default('channel').describe(
    'the level whose values are the rows; filters narrow the levels above it',
  ),
  channel: Text.max(80).optional(),
  source: Text.max(200).optional().describe('"(none)": none given'),
  medium: Text.max(200).optional().describe('"(none)": none given'),
  campaign: Text.max(200).optional().describe('"(none)": none given'),
  counting: z
    .enum(['fractional', 'best'])
    .default('fractional')
    .describe('fractional: calls are summed by probability; best: each call counts for its likeliest answer'),
});
export const SourceReportFigures = z.object({
  visits: z.number(),
  newVisitors: z.number(),
  calls: z.number().describe('fractional unless best-answer counting is asked for'),
  firstTimeCalls: z.number(),
  answered: z.number(),
  missed: z.number(),
  talkSeconds: z.number(),
  conversion: z.number().nullable().describe('calls / visits; null where there were no visits'),
  callsMargin: z
    .number()
    .nullable()
    .describe(
      "half the width of the 95 % interval of calls, from attribution's own uncertainty; null: counted by best answer",
    ),
});
export const SourceReportRow = SourceReportFigures.extend({
  key: z.string().nullable().describe('value of the level; null: none given'),
  unknown: z.boolean().describe('the row of calls whose source is not known'),
});
export const SourceReport = z.object({
  from: Time,
  to: Time,
  by: SourceLevel,
  rows: z.array(SourceReportRow),
  totals: SourceReportFigures,
});

export const Timeline = z.object({
  days: z.array(z.object({ day: z.iso.date(), visits: z.int(), calls: z.int(), answered: z.int(), missed: z.int() })),
});

export const ApiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  hint: z.string(),
  createdAt: Time,
  usedAt: Time.nullable(),
});
export const ApiKeyCreate = z.object({ name: Name });
export const ApiKeyCreated = ApiKey.extend({ secret: z.string().describe('shown once') });

export const Refusal = z.object({
  day: z.iso.date(),
  room: z.enum(['collect', 'telephony', 'api']),
  reason: z.string(),
  count: z.int(),
});

/** Answers that are not JSON. */
const Audio = { schema: z.unknown() };
export const Recording = {
  description: 'the recording',
  content: { 'audio/ogg': Audio, 'audio/wav': Audio, 'audio/mpeg': Audio },
};
export const Live = { description: 'events', content: { 'text/event-stream': { schema: z.unknown() } } };

/** Server-sent events of GET /api/v1/sites/:site/live: first `snapshot`, then `call` for each change. */
export const LiveSnapshot = z.object({ calls: z.array(CallRow) });

export type Problem = z.infer<typeof Problem>;
export type Me = z.infer<typeof Me>;
export type Site = z.infer<typeof Site>;
export type SiteSettings = z.infer<typeof SiteSettings>;
export type Target = z.infer<typeof Target>;
export type CallRow = z.infer<typeof CallRow>;
export type CallCard = z.infer<typeof CallCard>;
export type CallFilter = z.infer<typeof CallFilter>;
export type CallList = z.infer<typeof CallList>;
export type Candidate = z.infer<typeof Candidate>;
export type Visit = z.infer<typeof Visit>;
export type Leg = z.infer<typeof Leg>;
export type SourceLevel = z.infer<typeof SourceLevel>;
export type SourceReport = z.infer<typeof SourceReport>;
export type SourceReportQuery = z.infer<typeof SourceReportQuery>;
export type SourceReportRow = z.infer<typeof SourceReportRow>;
export type SourceReportFigures = z.infer<typeof SourceReportFigures>;
export type Timeline = z.infer<typeof Timeline>;
export type ApiKey = z.infer<typeof ApiKey>;
export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;
export type Refusal = z.infer<typeof Refusal>;
export type LiveSnapshot = z.infer<typeof LiveSnapshot>;
