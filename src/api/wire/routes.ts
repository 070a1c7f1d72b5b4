// Routes: the steps a call takes, their versions, what is wrong with them, and what would happen.
import { z } from 'zod';
import { FAULT_REASONS } from '../../core/routing/route-faults.ts';
import { E164, Name, Probability, Seconds, Text, Time } from './base.ts';

// A draft may be wrong in what it says, never in its shape: limits, unknown names and the like are faults, not errors.
const Id = Text.max(100);
const StepName = Text.min(1).max(100);
const Words = z
  .string()
  .max(2000)
  .refine((text) => text.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(text), 'text without control characters');
const Key = Text.max(20);
const Ref = StepName.nullable().describe('name of the step to go on with; null: the call ends there');
const MOST_STEPS = 200;
const MOST_RULES = 50;
const MOST_VALUES = 200;
const Any = z.array(Text.max(500)).max(MOST_VALUES);

export const Prompt = z.union([
  z.strictObject({ sound: Id.describe('id of a sound that was uploaded') }),
  z.strictObject({ text: Words, language: z.enum(['ru', 'en']) }),
]);

export const Whom = z.union([
  z.strictObject({ agent: Id }),
  z.strictObject({ team: Id }),
  z.strictObject({ is: z.enum(['last-manager', 'own-manager']) }),
]);

export const Strategy = z.enum(['all-at-once', 'in-turn', 'round-robin', 'longest-idle', 'skill-priority']);

const STEP_KINDS = [
  ...(['choose', 'announce', 'notice', 'consent', 'menu'] as const),
  ...(['dial', 'queue', 'voicemail', 'call-back', 'hang-up'] as const),
] as const;

const not = z.boolean().exactOptional().describe('true: holds when it would not');
export const RouteCondition = z.discriminatedUnion('about', [
  z.strictObject({ not, about: z.literal('caller'), is: z.enum(['known', 'new', 'vip', 'blocked', 'hidden']) }),
  z.strictObject({ not, about: z.literal('value'), atLeast: z.number() }),
  z.strictObject({ not, about: z.literal('tag'), any: Any }),
  z.strictObject({ not, about: z.literal('region'), any: Any }),
  z.strictObject({
    ...{ not, about: z.literal('manager') },
    ...{ who: z.enum(['last-manager', 'own-manager']), is: z.enum(['on-shift', 'free']) },
  }),
  z.strictObject({
    ...{ not, about: z.literal('source'), field: z.enum(['channel', 'source', 'medium', 'campaign', 'term']) },
    ...{ any: Any, probability: z.number() },
  }),
  z.strictObject({ not, about: z.literal('landing-page'), any: Any, probability: z.number() }),
  z.strictObject({ not, about: z.literal('time'), schedule: Id, is: z.enum(['open', 'closed']) }),
  z.strictObject({ not, about: z.literal('load'), team: Id, of: z.enum(['free', 'waiting']), atLeast: z.number() }),
  z.strictObject({ not, about: z.literal('number'), any: Any }),
]);

const ringing = {
  strategy: Strategy,
  skill: Text.max(60).nullable(),
  ringSeconds: z.number(),
  seconds: z.number(),
  whisper: Prompt.nullable(),
  acceptKey: Key.nullable(),
};

export const RouteStep = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('choose'),
    // biome-ignore lint/suspicious/noThenProperty: "if … then …" is the route's own word, and never a function
    rules: z.array(z.strictObject({ if: z.array(RouteCondition).max(MOST_RULES), then: Ref })).max(MOST_RULES),
    else: Ref,
  }),
  z.strictObject({ do: z.literal('announce'), prompt: Prompt, next: Ref }),
  z.strictObject({ do: z.literal('notice'), prompt: Prompt.nullable(), next: Ref }),
  z.strictObject({ do: z.literal('consent'), prompt: Prompt, digit: Key, seconds: z.number(), next: Ref }),
  z.strictObject({
    ...{ do: z.literal('menu'), prompt: Prompt, seconds: z.number(), tries: z.number() },
    ...{ on: z.record(Key, Ref), else: Ref },
  }),
  z.strictObject({ do: z.literal('dial'), to: z.array(Whom).max(MOST_RULES), else: Ref, ...ringing }),
  z.strictObject({
    ...{ do: z.literal('queue'), team: Id, music: Id.nullable(), announcePosition: z.boolean() },
    ...{ leave: z.strictObject({ digit: Key, to: Ref }).nullable(), else: Ref },
    ...ringing,
  }),
  z.strictObject({ do: z.literal('voicemail'), prompt: Prompt.nullable(), seconds: z.number(), next: Ref }),
  z.strictObject({ do: z.literal('call-back'), prompt: Prompt.nullable(), next: Ref }),
  z.strictObject({
    do: z.literal('hang-up'),
    cause: z.enum(['busy', 'rejected', 'unavailable', 'congestion', 'normal']),
  }),
]);

export const Route = z.strictObject({
  start: Text.max(100).describe('name of the first step'),
  steps: z
    .record(StepName, RouteStep)
    .refine((steps) => Object.keys(steps).length <= MOST_STEPS, `at most ${MOST_STEPS} steps`),
});

const Values = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]));

export const RouteFault = z.object({
  step: z.string().nullable().describe('null: of the route as a whole'),
  reason: z.enum(FAULT_REASONS),
  with: Values.describe('what the words are filled with'),
});

export const RouteTrail = z.array(
  z.object({
    step: z.string(),
    do: z.enum(STEP_KINDS),
    said: z.string().describe("a key of words, such as 'rule-holds'"),
    with: Values,
    next: z.string().nullable(),
  }),
);

const Named = z.object({ id: z.uuid(), name: z.string() });

export const RouteServes = z.object({
  site: z.boolean().describe('all numbers of the site that no other route serves'),
  pools: z.array(Named),
  numbers: z.array(z.object({ id: z.uuid(), number: E164 })),
});

const Published = z.object({
  version: z.int(),
  at: Time,
  by: z.string().nullable().describe('who published it'),
  note: z.string(),
});

export const RouteSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: Time,
  draftAt: Time.describe('when the draft was last saved'),
  draftBy: z.string().nullable().describe('who saved it; null: not known, or a key'),
  published: Published.nullable().describe('the version in force; null: calls go to the line of the site'),
  changed: z.boolean().describe('the draft is not what is published'),
  faults: z.int().describe('of the draft'),
  serves: RouteServes,
});

export const RouteCard = RouteSummary.omit({ faults: true }).extend({
  draft: Route,
  faults: z.array(RouteFault).describe('of the draft; with any it is not published'),
});

export const RouteCreate = z.object({ name: Name, draft: Route.optional() });
export const RoutePatch = z.object({ name: Name });
const OverDraft = Time.optional().describe(
  '`draftAt` of the draft that you know: if another was saved since, nothing happens and the answer is 409 `draft-changed`; default: whatever was saved',
);
export const RouteDraftOver = z.object({ draftAt: OverDraft });
export const RoutePublish = z.object({ note: Text.trim().max(500).default(''), draftAt: OverDraft });
export const RouteAssign = z.object({
  site: z.boolean(),
  pools: z.array(z.uuid()).max(1000),
  numbers: z.array(z.uuid()).max(10_000),
});
export const RouteVersion = Published.extend({ inForce: z.boolean() });
export const RouteVersionCard = RouteVersion.extend({ route: Route });

export const AssumedSource = z.object({
  channel: Text.max(80),
  source: Text.max(200).nullable().default(null),
  medium: Text.max(200).nullable().default(null),
  campaign: Text.max(200).nullable().default(null),
  term: Text.max(200).nullable().default(null),
  landingPage: Text.max(2000).nullable().default(null),
});

export const WouldHappenAsk = z.object({
  route: Route.optional().describe('a draft; default: the published route that serves the number'),
  routeId: z.uuid().optional().describe('with a draft: which route it is of; without one: this route as published'),
  number: E164.optional().describe('of ours; default: one that the route serves'),
  caller: z.string().max(40).nullable().default(null).describe('as people write phones; null: hidden'),
  source: AssumedSource.optional().describe('assumed as certain; default: what attribution says now'),
  at: Time.optional().describe('default: now'),
});

const Sound = z.string();
const Next = z.int().nullable();
const Phone = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sip'), uri: z.string() }),
  z.object({ kind: z.literal('number'), e164: z.string(), connectionId: z.string().nullable() }),
  z.object({ kind: z.literal('registered'), login: z.string() }),
]);
const Targets = z.array(z.object({ id: z.string(), name: z.string(), phone: Phone }));
const answering = { whisper: Sound.nullable(), acceptKey: z.string().nullable() };
const Cause = z.enum(['unallocated', 'busy', 'rejected', 'unavailable', 'congestion', 'normal']);

/** What telephony is told (core/routing/plan.ts). */
export const CallPlan = z.object({
  record: z.boolean(),
  steps: z.array(
    z.discriminatedUnion('do', [
      z.object({ do: z.literal('play'), sound: Sound, what: z.enum(['announcement', 'notice']), next: Next }),
      z.object({ do: z.literal('consent'), sound: Sound, digit: z.string(), seconds: Seconds, next: Next }),
      z.object({
        ...{ do: z.literal('menu'), sound: Sound, seconds: Seconds, tries: z.int() },
        ...{ on: z.record(z.string(), z.int()), else: Next },
      }),
      z.object({ do: z.literal('dial'), targets: Targets, ringSeconds: Seconds, else: Next, ...answering }),
      z.object({
        ...{ do: z.literal('queue'), queue: z.string(), targets: Targets, seconds: Seconds, ringSeconds: Seconds },
        ...{ music: Sound.nullable(), leave: z.object({ digit: z.string(), next: Next }).nullable(), else: Next },
        ...answering,
      }),
      z.object({ do: z.literal('voicemail'), sound: Sound.nullable(), seconds: Seconds, next: Next }),
      z.object({ do: z.literal('call-back'), sound: Sound.nullable(), next: Next }),
      z.object({ do: z.literal('hangup'), cause: Cause }),
      z.object({ do: z.literal('check'), id: z.string() }),
    ]),
  ),
});

export const WouldHappen = z.object({
  at: Time,
  number: E164.nullable(),
  route: z
    .object({ id: z.uuid().nullable(), name: z.string().nullable(), version: z.int().nullable() })
    .nullable()
    .describe('null: no route serves the number, the call goes to the line; version null: a draft'),
  caller: z.object({
    number: E164.nullable(),
    region: z.string().nullable(),
    earlierCalls: z.int(),
    lastManager: Named.nullable(),
    contact: z
      .object({
        name: z.string(),
        vip: z.boolean(),
        tags: z.array(z.string()),
        value: z.number().describe('minor units'),
        manager: Named.nullable(),
      })
      .nullable(),
    isBlocked: z.boolean(),
  }),
  spam: z
    .object({ reasons: z.array(z.string()), heldBack: z.boolean() })
    .nullable()
    .describe(
      'taken for spam before any route is asked: held back, so that the trail never comes about, or let through and marked',
    ),
  visits: z
    .array(
      z.object({
        probability: Probability,
        channel: z.string(),
        ...{ source: z.string().nullable(), medium: z.string().nullable(), campaign: z.string().nullable() },
        ...{ term: z.string().nullable(), landingPage: z.string().nullable() },
      }),
    )
    .describe('likeliest first; what is missing to 1 is nobody of ours'),
  trail: RouteTrail,
  plan: CallPlan,
  faults: z.array(RouteFault),
});

export type Route = z.infer<typeof Route>;
export type RouteStep = z.infer<typeof RouteStep>;
export type RouteCondition = z.infer<typeof RouteCondition>;
export type Prompt = z.infer<typeof Prompt>;
export type Whom = z.infer<typeof Whom>;
export type Strategy = z.infer<typeof Strategy>;
export type RouteFault = z.infer<typeof RouteFault>;
export type RouteTrail = z.infer<typeof RouteTrail>;
export type RouteServes = z.infer<typeof RouteServes>;
export type RouteSummary = z.infer<typeof RouteSummary>;
export type RouteCard = z.infer<typeof RouteCard>;
export type RouteCreate = z.input<typeof RouteCreate>;
export type RouteAssign = z.infer<typeof RouteAssign>;
export type RouteVersion = z.infer<typeof RouteVersion>;
export type RouteVersionCard = z.infer<typeof RouteVersionCard>;
export type AssumedSource = z.input<typeof AssumedSource>;
export type WouldHappenAsk = z.input<typeof WouldHappenAsk>;
export type WouldHappen = z.infer<typeof WouldHappen>;
export type CallPlan = z.infer<typeof CallPlan>;
