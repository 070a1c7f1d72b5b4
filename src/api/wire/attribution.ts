// Shapes about who called: answers and their history, people's word on them, what calls have taught, how right it is.
import { z } from 'zod';
import { E164, Probability, Seconds, Source, Text, Time } from './base.ts';

/** The best answer in force. Each level is null where the honest answer is "unknown". */
export const AttributionSummary = z.object({
  model: z.string(),
  repeat: z.boolean().describe('decided by the memory of an earlier call of this caller'),
  visit: z.object({ id: z.uuid(), probability: Probability }).nullable(),
  campaign: z
    .object({
      source: z.string().nullable(),
      medium: z.string().nullable(),
      campaign: z.string().nullable(),
      probability: Probability,
    })
    .nullable(),
  channel: z.object({ channel: z.string(), probability: Probability }).nullable(),
  term: z.string().nullable().describe('keyword of the likeliest candidate of that campaign'),
  nobody: Probability.describe('the chance that no tracked visit made this call'),
});

/** A visit that brought somebody to the business. */
export const Touch = Source.pick({ channel: true, source: true, medium: true, campaign: true, term: true }).extend({
  at: Time,
  visitId: z.uuid(),
});
/** The answer in force of GET /calls/:call */
export const CallAnswer = AttributionSummary.extend({
  touches: z
    .object({
      first: Touch.describe('the first visit of the last 400 days'),
      last: Touch.describe('the latest visit before the call that did not come directly; where all did, the latest'),
    })
    .nullable()
    .describe("of the visitor of the likeliest visit; null: the visit is unknown, or the number is a source's own"),
});

// ── A call's answers, and people's word on them ──

export const AnswerOrigin = z
  .enum(['call', 'late', 'reattribution', 'correction', 'identity'])
  .describe(
    'call: given as it rang; late: read from the log after; reattribution: judged anew with other parameters; ' +
      'correction: a person said so; identity: judged anew because it became known whose phone it is',
  );

export const Correction = z.object({
  id: z.uuid(),
  visitId: z.uuid().nullable().describe('null: none of our visits'),
  visitorId: z.uuid().nullable(),
  madeAt: Time,
  by: z.string().describe('name of the person'),
});

/** GET /calls/:call/answers: every answer this call was ever given, newest first; the first is in force. */
export const CallAnswers = z.object({
  correction: Correction.nullable().describe('the one in force'),
  answers: z.array(AttributionSummary.extend({ version: z.int(), madeAt: Time, origin: AnswerOrigin })),
});

/** POST /calls/:call/correction */
export const CorrectionBody = z.object({
  visitId: z.uuid().nullable().describe('the visit that made the call; null: none of our visits'),
});
/** What POST and DELETE of a correction answer. */
export const Corrected = z.object({
  correction: Correction.nullable(),
  answer: AttributionSummary.nullable().describe('the answer in force now'),
  rejudged: z.int().describe('other calls of the same caller whose answer has changed with it'),
});

/** GET /calls/:call/visits?q= : visits that may be meant, candidates first, then the newest that match. */
export const VisitChoice = Source.extend({
  visitId: z.uuid(),
  visitorId: z.uuid(),
  startedAt: Time,
  landingPage: z.string(),
  region: z.string().nullable(),
  device: z.string(),
  heldNumber: z.boolean().describe('was shown the number that was called'),
  probability: Probability.nullable().describe('as a candidate of the answer in force; null: not one of them'),
});
export const VisitChoices = z.object({ items: z.array(VisitChoice).describe('at most 50') });
export const VisitChoicesQuery = z.object({
  q: Text.max(200).optional().describe('a visitor id, or a part of campaign, source, keyword, page or region'),
});

// ── Whose phone it is ──

export const IdentityOrigin = z.enum(['form', 'crm', 'correction']);
export const Identity = z.object({
  id: z.uuid(),
  phone: E164,
  visitorId: z.uuid(),
  visitId: z.uuid().nullable(),
  origin: IdentityOrigin,
  at: Time.describe('when the visitor was named'),
  createdAt: Time,
});
/** POST /sites/:site/identities: give the visitor, or one of its visits. */
export const IdentityCreate = z.object({
  phone: Text.max(40).describe('E.164, or as people of the country of the site’s numbers write it'),
  visitorId: z.uuid().optional().describe('dialtrace.ids().visitor on the page'),
  visitId: z.uuid().optional().describe('dialtrace.ids().visit on the page'),
  origin: z.enum(['form', 'crm']),
  at: Time.optional().describe('default: now'),
});
export const IdentityCreated = z.object({
  identity: Identity,
  rejudged: z.int().describe('calls of this phone whose answer has changed with it'),
});
export const IdentityList = z.object({ items: z.array(Identity), nextCursor: z.string().nullable() });

// ── What the site's own calls have taught ──

/** Calls per hour of one visit, by how long ago: what the curve draws. `toSeconds` null: without an end. */
export const HazardBin = z.object({ fromSeconds: z.number(), toSeconds: z.number().nullable(), perHour: z.number() });
export const Curve = z.object({
  tapped: z.array(HazardBin).describe('by seconds since a tap on the number'),
  open: z.array(HazardBin).describe('while the page is open, by seconds since the visit began'),
  closed: z.array(HazardBin).describe('after the page, by seconds since the last activity'),
  desktopOpen: z.array(HazardBin).describe('the same on computers, where the page stays open during a call'),
  desktopClosed: z.array(HazardBin),
  channels: z
    .array(z.object({ channel: z.string(), rate: z.number() }))
    .describe('how eagerly visits call, 1 is the mean; most eager first'),
  campaigns: z
    .array(
      z.object({
        channel: z.string(),
        source: z.string().nullable(),
        medium: z.string().nullable(),
        campaign: z.string().nullable(),
        rate: z.number(),
      }),
    )
    .describe('most eager first, at most 500'),
  regionMatch: Probability.describe("how often the caller's region is the visit's by necessity and not by chance"),
  regions: z.array(z.object({ region: z.string(), share: z.number() })).describe('most visits first'),
  backgroundPerDay: z.number().describe('calls a day and number from people who saw no number of ours'),
});

export const WhyNotInForce = z
  .enum(['explains-worse', 'chosen-by-hand', 'replaced'])
  .describe(
    'explains-worse: it explained the newest calls worse than the version in force; ' +
      'chosen-by-hand: a person had chosen an older version; replaced: it was in force, another one is now',
  );
export const ParametersVersion = z.object({
  version: z.int(),
  model: z.string().describe('as answers name it, such as posterior-1/site-7'),
  madeAt: Time,
  learnedFrom: Time,
  learnedTo: Time,
  calls: z.int().describe('first-time calls it was learned from'),
  labelled: z.int().describe('of them named by a person, a form or a CRM'),
  heldOutCalls: z.int().describe('newer calls it was tested on'),
  score: z.number().nullable().describe('mean log-likelihood of a held-out call: higher is better'),
  scoreInForce: z.number().nullable().describe('the same of the version that was in force then'),
  inForce: z.boolean(),
  inForceSince: Time.nullable().describe('when it was last put in force; null: never'),
  whyNot: WhyNotInForce.nullable().describe('null: it is in force'),
  curve: Curve,
});
/** GET /sites/:site/attribution/versions */
export const ParametersVersions = z.object({
  inForce: z.union([z.int(), z.literal('default')]),
  chosenBy: z.string().nullable().describe('the person who chose the version in force; null: it came by itself'),
  inForceSince: Time.nullable(),
  items: z.array(ParametersVersion).describe('newest first, the last 100'),
  default: z.object({ model: z.string(), curve: Curve }).describe('what holds where nothing is learned'),
});
/** A version in a path or a body: its number, or 'default'. */
export const VersionRef = z.union([z.literal('default'), z.coerce.number().int().min(1).max(2_000_000_000)]);

/** POST /sites/:site/attribution/learn */
export const Learned = z.object({
  outcome: z
    .enum(['in-force', 'kept', 'too-few-calls', 'busy'])
    .describe('kept: a version was made but is not in force (whyNot says why); busy: it is being learned just now'),
  calls: z.int().describe('first-time calls there are to learn from, at most 1,000'),
  needed: z.int().describe('how many it takes at least'),
  version: ParametersVersion.nullable(),
});

// ── Re-attribution ──

export const ReattributionBody = z.object({
  from: Time,
  to: Time,
  version: VersionRef.describe('parameters to judge with'),
});
export const ReattributionPreview = z.object({
  from: Time,
  to: Time,
  version: z.union([z.int(), z.literal('default')]),
  calls: z.int().describe('calls of pool numbers that were judged'),
  changed: z.int().describe('of them those whose answer changes at all, if only in its probabilities'),
  changes: z.object({
    channel: z.int().describe('known before and after, but another channel; so campaign and visit'),
    campaign: z.int(),
    visit: z.int(),
    becomesKnown: z.int(),
    becomesUnknown: z.int(),
  }),
  channels: z
    .array(z.object({ channel: z.string().nullable(), before: z.number(), after: z.number() }))
    .describe('calls by channel, by probability; channel null: nobody'),
  examples: z
    .array(
      z.object({
        callId: z.uuid(),
        startedAt: Time,
        number: E164,
        caller: E164.nullable(),
        before: AttributionSummary.nullable(),
        after: AttributionSummary,
      }),
    )
    .describe('the largest changes first, at most 50'),
});
export const Reattributed = z.object({ calls: z.int(), changed: z.int().describe('calls that have a new answer') });

// ── How right it is ──

export const AccuracyLevel = z.enum(['channel', 'campaign', 'visit']);
export const ConfidenceBin = z.object({ from: Probability, to: Probability, calls: z.int() });
export const CalibrationBin = z.object({
  from: Probability,
  to: Probability,
  calls: z.int(),
  meanConfidence: Probability.nullable().describe('null: no calls here'),
  right: Probability.nullable().describe('share that was right'),
  rightFrom: Probability.nullable().describe('Wilson 95 % interval of that share'),
  rightTo: Probability.nullable(),
});
export const LevelAccuracy = z.object({
  level: AccuracyLevel,
  meanConfidence: Probability.nullable().describe('over known calls; null: there are none'),
  known: z.int(),
  unknown: z.int(),
  histogram: z.array(ConfidenceBin).describe('known calls by confidence, ten bins'),
  calibration: z.object({
    labels: z.int().describe('calls of which people, forms or a CRM said who it was'),
    right: z.int(),
    bins: z.array(CalibrationBin).describe('judged by the answer that was in force before the label, ten bins'),
    ece: z.number().nullable().describe('expected calibration error, 0…1; null: no labels'),
    brier: z.number().nullable().describe('mean squared difference of confidence and truth'),
  }),
});
/** GET /sites/:site/accuracy?from&to: calls of pool numbers. */
export const AccuracyReport = z.object({
  from: Time,
  to: Time,
  calls: z.int(),
  levels: z.array(LevelAccuracy).describe('channel, campaign, visit'),
  sureShare: Probability.nullable().describe('calls whose visit has a confidence of at least sureFrom'),
  sureFrom: Probability,
  withoutVisit: z.object({
    expected: z.number().describe('how many calls no tracked visit made: the sum of "nobody"'),
    share: Probability.nullable(),
    byNumber: z
      .array(z.object({ number: E164, calls: z.int(), expected: z.number(), share: Probability }))
      .describe('largest expected number first, at most 100'),
  }),
  pages: z
    .object({
      served: z.int().describe('page views of the period that were answered with a number'),
      withoutNumber: z
        .array(z.object({ reason: z.string(), count: z.int(), share: Probability.describe('of all page views') }))
        .describe('messages of pages that got no number, by reason, most first'),
    })
    .describe('what can be measured of visits that are not tracked; a blocked script tells nobody'),
  freshness: z.object({
    lastViewAt: Time.nullable(),
    lastActivityAt: Time.nullable(),
    lastCallAt: Time.nullable(),
    lastLearnedAt: Time.nullable(),
    parameters: z.string().describe('model in force, such as posterior-1/site-7'),
  }),
});

/** A call whose answer is in doubt: below 0.9 by campaign or unknown, and not corrected yet. */
export const Doubt = z.object({
  callId: z.uuid(),
  startedAt: Time,
  number: E164,
  caller: E164.nullable(),
  answered: z.boolean(),
  talkSeconds: Seconds.nullable(),
  confidence: Probability.nullable().describe('of the campaign; null: unknown'),
  nobody: Probability,
  value: z.number().describe('what the list is sorted by: how much an answer would tell'),
  candidates: z
    .array(
      Source.extend({
        visitId: z.uuid().nullable(),
        visitorId: z.uuid().nullable(),
        probability: Probability,
        visitStartedAt: Time.nullable(),
        landingPage: z.string().nullable(),
        region: z.string().nullable(),
        device: z.string().nullable(),
      }),
    )
    .describe('the likeliest three'),
});
/** GET /sites/:site/doubts?from&to&cursor&limit */
export const DoubtList = z.object({ items: z.array(Doubt), nextCursor: z.string().nullable(), total: z.int() });

export type AttributionSummary = z.infer<typeof AttributionSummary>;
export type Correction = z.infer<typeof Correction>;
export type CallAnswers = z.infer<typeof CallAnswers>;
export type Corrected = z.infer<typeof Corrected>;
export type VisitChoice = z.infer<typeof VisitChoice>;
export type VisitChoices = z.infer<typeof VisitChoices>;
export type Identity = z.infer<typeof Identity>;
export type IdentityCreate = z.infer<typeof IdentityCreate>;
export type IdentityCreated = z.infer<typeof IdentityCreated>;
export type IdentityList = z.infer<typeof IdentityList>;
export type Curve = z.infer<typeof Curve>;
export type ParametersVersion = z.infer<typeof ParametersVersion>;
export type ParametersVersions = z.infer<typeof ParametersVersions>;
export type Learned = z.infer<typeof Learned>;
export type ReattributionBody = z.infer<typeof ReattributionBody>;
export type ReattributionPreview = z.infer<typeof ReattributionPreview>;
export type Reattributed = z.infer<typeof Reattributed>;
export type LevelAccuracy = z.infer<typeof LevelAccuracy>;
export type Touch = z.infer<typeof Touch>;
export type CallAnswer = z.infer<typeof CallAnswer>;
export type AccuracyReport = z.infer<typeof AccuracyReport>;
export type Doubt = z.infer<typeof Doubt>;
export type DoubtList = z.infer<typeof DoubtList>;
