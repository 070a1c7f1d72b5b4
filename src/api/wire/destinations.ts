// Shapes of destinations and of what is delivered to them.
import { z } from 'zod';
import { DELIVERY_STATES, REPLAYABLE_STATES } from '../../core/delivery-states.ts';
import { EVENT_TYPES } from '../../core/event.ts';
import { Name, Probability, Seconds, Text, Time } from './base.ts';

export const EventType = z.enum(EVENT_TYPES);
const SettingName = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,40}$/);
const SettingValue = z
  .string()
  .max(10_000)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'plain text');
const Settings = z.record(SettingName, SettingValue);

export const DestinationField = z.object({
  name: z.string(),
  kind: z.enum(['text', 'url', 'secret', 'number', 'choice', 'flag', 'lines', 'template', 'mapping']),
  required: z.boolean(),
  byDefault: z.string().optional().describe('what an empty field stands for'),
  onlyIf: z
    .object({ name: z.string(), is: z.string() })
    .optional()
    .describe('asked only while another field has this value'),
  options: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  example: z.string(),
});
export const DestinationKind = z.object({
  kind: z.string(),
  group: z.enum(['analytics', 'ads', 'crm', 'arbitrage', 'webhooks', 'people', 'files']),
  fields: z.array(DestinationField),
  takes: z.array(EventType),
  byDefault: z.array(EventType),
  repeats: z
    .enum(['known', 'unknown', 'by-settings'])
    .describe('unknown: it can not tell a repeated delivery, so what may have arrived waits for a person'),
  reasons: z.array(z.string()).describe('words of its own that a delivery may give as its reason'),
  signsIn: z.boolean().describe('its owner lets us in at its own page'),
  receives: z.boolean().describe('it reaches us at an address of its own, which somebody has to enter there'),
  checks: z.boolean().describe('it can be asked whether the settings are right'),
  listsFields: z.boolean().describe('it can say what a mapping may fill'),
  perSecond: z.number(),
});

const Clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)
  .describe('HH:MM');
export const DeliveryFilter = z
  .object({
    direction: z.enum(['in', 'out']),
    firstTimeOnly: z.boolean(),
    statuses: z.array(z.enum(['answered', 'missed', 'cut-off'])).max(3),
    leastTalk: Seconds.describe('of the talk; asked when the call is over'),
    channels: z.array(Text.max(80)).max(100),
    sources: z.array(Text.max(200)).max(100),
    campaigns: z.array(Text.max(200)).max(500),
    leastProbability: Probability.describe("of the campaign's"),
    tags: z.array(Text.max(80)).max(100),
    withSpam: z.boolean(),
    regions: z.array(Text.max(80)).max(200).describe("of the visit, or of the caller's number"),
    hours: z
      .array(z.object({ days: z.array(z.int().min(1).max(7)).max(7), from: Clock, to: Clock }))
      .max(20)
      .describe("when the call began, by the site's clock; to before from: over midnight"),
  })
  .partial()
  .describe('which calls it is told of; what is left out lets every call through');

const DestinationFields = z.object({
  name: Name,
  settings: Settings.describe('by the names of its fields; secret ones may be left out: they stay'),
  events: z.array(EventType),
  filter: DeliveryFilter,
});
export const Destination = DestinationFields.extend({
  id: z.uuid(),
  kind: z.string(),
  secretsSet: z.array(z.string()).describe('names of the secret fields that are filled in'),
  signedIn: z.boolean().nullable().describe('whether its owner has let us in; null: nobody signs in there'),
  hookUrl: z.string().nullable().describe('where it reaches us, to be kept secret; null: it never does'),
  pausedBy: z.enum(['person', 'refusal']).nullable().describe('refusal: it takes nothing until the owner acts'),
  pausedWhy: z.string().nullable(),
  restsUntil: Time.nullable().describe('it did not answer: nothing is tried before'),
  polledAt: Time.nullable().describe('when it was asked last for deals or spend; null: it never was'),
  pollTrouble: z.string().nullable().describe('why nothing was had of it then; null: all was well'),
  counts: z.record(z.enum(DELIVERY_STATES), z.int()).describe('deliveries of the last 30 days'),
});
export const DestinationSignIn = z.object({ url: z.url() });
export const DestinationCreate = DestinationFields.extend({ kind: z.string().max(40) })
  .partial()
  .required({ kind: true, name: true, settings: true });
export const DestinationPatch = DestinationFields.extend({
  paused: z.boolean().describe('deliveries wait, and go out when it is resumed'),
  forget: z.array(SettingName).max(20).describe('secret fields that are to be empty from now on'),
}).partial();

export const DeliveryExchange = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
  response: z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string() }).nullable(),
  error: z.object({ reason: z.string(), detail: z.string() }).nullable(),
  milliseconds: z.int(),
});
export const Delivery = z.object({
  id: z.uuid(),
  type: EventType,
  callId: z.uuid().nullable(),
  caller: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  reason: z.string().nullable(),
  attempts: z.int(),
  at: Time.describe('when what it tells of happened'),
  nextAt: Time.nullable(),
  doneAt: Time.nullable(),
  farId: z.string().nullable().describe('what the destination calls it'),
});
export const CallDelivery = Delivery.extend({
  destination: z.object({ id: z.uuid(), name: z.string(), kind: z.string() }),
});
export const DeliveryQuery = z.object({
  state: z.enum(DELIVERY_STATES).optional(),
  from: Time.optional().describe('what it tells of happened at or after'),
  to: Time.optional().describe('what it tells of happened before'),
  call: z.uuid().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const DeliveryList = z.object({ items: z.array(Delivery), nextCursor: z.string().nullable() });
export const DeliveryAttempt = z.object({
  at: Time,
  milliseconds: z.int().nullable(),
  outcome: z.string().nullable(),
  together: z.int().describe('how many deliveries went in it'),
  exchanges: z.array(DeliveryExchange),
});
export const DeliveryDay = z.object({ day: z.iso.date(), state: z.enum(DELIVERY_STATES), count: z.int() });
export const DeliveryReplay = z
  .object({
    ids: z.array(z.uuid()).max(1000),
    from: Time.describe('of when what they tell of happened'),
    to: Time,
    states: z
      .array(z.enum(REPLAYABLE_STATES))
      .min(1)
      .describe(
        'default: parked and lapsed. What was done goes out again under the same id: receivers see the same webhook-id',
      ),
    types: z.array(EventType).min(1),
    past: z
      .boolean()
      .describe(
        'also what happened in the period and it was never told, since it was connected later: of `types`, else of its own',
      ),
  })
  .partial()
  .describe('once more: these, or those of a period, or all');
export const DeliveryReplayed = z.object({ count: z.int() });
export const DestinationTry = z.object({
  type: EventType.optional().describe('default: the first that it takes by default'),
  call: z.uuid().optional().describe('default: the latest that is over, else a made-up one'),
  dry: z.boolean().default(false).describe('shows what would be sent, and sends nothing'),
});
export const DestinationTried = z.object({
  outcome: z.enum(['done', 'skipped', 'wait', 'refused', 'later', 'needs-owner', 'not-sent']),
  reason: z.string().nullable(),
  exchanges: z.array(DeliveryExchange),
});

export const TemplateFill = z.object({
  templates: z.array(SettingValue).max(100).default([]),
  call: z.uuid().optional().describe('default: the latest that is over'),
});
export const TemplateFilled = z.object({
  callId: z.uuid().nullable(),
  values: z.array(z.string()).describe('of the templates, in their order'),
  places: z
    .array(z.object({ name: z.string(), value: z.string().nullable() }))
    .describe('all that a template may have, {in_braces}, and what each is of this call; null: it is not known'),
});
export const FarFields = z.object({
  fields: z.array(z.object({ name: z.string(), title: z.string() })).nullable(),
  reason: z.string().nullable().describe('why they could not be had'),
});
export const FieldFault = z.object({
  name: z.string(),
  fault: z.string().describe('what to mend'),
  code: z.string().optional().describe('the same as a word, where the kind has one'),
  line: z.int().optional().describe('of a field of several lines, 1, 2, …'),
  what: z.string().optional().describe('the piece that is meant'),
});

export type EventType = z.infer<typeof EventType>;
export type DestinationField = z.infer<typeof DestinationField>;
export type DestinationKind = z.infer<typeof DestinationKind>;
export type DeliveryFilter = z.infer<typeof DeliveryFilter>;
export type Destination = z.infer<typeof Destination>;
export type DestinationPatch = z.infer<typeof DestinationPatch>;
export type Delivery = z.infer<typeof Delivery>;
export type CallDelivery = z.infer<typeof CallDelivery>;
export type DeliveryList = z.infer<typeof DeliveryList>;
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;
export type DeliveryExchange = z.infer<typeof DeliveryExchange>;
export type DeliveryDay = z.infer<typeof DeliveryDay>;
export type DestinationKindGroup = DestinationKind['group'];
export type TemplateFilled = z.infer<typeof TemplateFilled>;
export type FarFields = z.infer<typeof FarFields>;
export type FieldFault = z.infer<typeof FieldFault>;
export type DestinationTried = z.infer<typeof DestinationTried>;
