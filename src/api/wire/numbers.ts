// Shapes of the inventory: tracking numbers, their contracts and connections, and what a careful buyer asks.
import { z } from 'zod';
import { E164, Name, Seconds, Source, SourceStated, Text, Time } from './base.ts';

const Day = z.iso.date().regex(/^(19|20|21)/, 'a date of our time');
const Currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code');
export const Money = z.object({
  minor: z.int().min(0).max(1e12).describe('in the smallest unit of the currency: kopecks, cents'),
  currency: Currency,
});
/** A price by the minute may be a fraction of the smallest unit. */
export const MinutePrice = z.object({
  minor: z.number().min(0).max(1e6).describe('in the smallest unit of the currency, with at most four decimals'),
  currency: Currency,
});

export const NumberState = z
  .enum(['ordered', 'ready', 'pool', 'static', 'resting', 'leaving', 'gone'])
  .describe(
    'ordered: not ours yet; ready: ours, shown nowhere; pool, static: in service; resting: has left a pool or a source ' +
      'and waits until nobody remembers it; leaving: will be given back, calls are still forwarded; gone: not ours any more',
  );
export const NumberKind = z.enum(['geographic', 'mobile', 'toll-free', 'other']);
export const NextState = z.object({
  state: NumberState,
  evenIfShown: z
    .boolean()
    .describe('only if the person says evenIfShown: it was shown elsewhere less than 30 days ago'),
});

export const NumberHealth = z.object({
  at: Time,
  outcome: z.enum(['good', 'bad', 'inconclusive']),
  reason: z.string().nullable(),
});

export const TrackingNumber = z.object({
  id: z.uuid(),
  e164: E164,
  state: NumberState,
  stateSince: Time,
  nextStates: z.array(NextState).describe('what a person may do with it now'),
  restsUntil: Time.nullable().describe('resting: it becomes ready by itself then'),
  shownUntil: Time.nullable().describe('until when another pool or source showed it; null: none did'),
  connection: z.object({ id: z.uuid(), name: z.string() }),
  poolId: z.uuid().nullable(),
  staticSource: Source.nullable().describe('also of a resting or leaving number that was static'),
  kind: NumberKind,
  region: z.string().nullable(),
  likeness: z
    .int()
    .min(0)
    .max(3)
    .nullable()
    .describe("0…3: how alike it looks to the target number of its pool, else to the likest of the site's; null: none"),
  contract: z.object({ id: z.uuid(), operator: z.string(), contractNumber: z.string() }).nullable(),
  capacityOwner: z.string().nullable().describe('the operator whose numbering capacity it is of; null: not known'),
  ownedSince: Day.nullable(),
  monthlyCost: Money.nullable(),
  minuteCost: MinutePrice.nullable(),
  note: z.string(),
  outOfOrderSince: Time.nullable().describe("checks found that calls don't reach us through it"),
  leakedSince: Time.nullable().describe('found printed on the site, or called by people whom no visit explains'),
  health: NumberHealth.nullable().describe('the last check; null: never checked'),
  calls: z.int(),
  lastCallAt: Time.nullable(),
  openPages: z.int().describe('pages open now that show it'),
});

/** What a person says of a number; what is left out stays as it is. */
const Particulars = z.object({
  connectionId: z.uuid(),
  kind: NumberKind,
  region: Text.max(80).nullable(),
  contractId: z.uuid().nullable(),
  capacityOwner: Text.trim().min(1).max(200).nullable(),
  ownedSince: Day.nullable(),
  monthlyCost: Money.nullable(),
  minuteCost: MinutePrice.nullable().describe('in the currency of monthlyCost, where both are given'),
  note: Text.max(1000),
});

export const NumberCreate = Particulars.partial()
  .required({ connectionId: true })
  .extend({
    e164: E164,
    poolId: z.uuid().nullable().default(null),
    staticSource: SourceStated.nullable().default(null),
    region: Text.max(80).nullable().default(null),
    state: z.enum(['ordered', 'ready']).optional().describe('with neither poolId nor staticSource'),
  });

export const NumberPatch = Particulars.partial().extend({
  state: NumberState.exclude(['gone'])
    .optional()
    .describe("'pool' comes with poolId, 'static' with staticSource; for 'gone' there is DELETE"),
  poolId: z.uuid().optional().describe('puts it into this pool'),
  staticSource: SourceStated.optional().describe('binds it to this source'),
  evenIfShown: z
    .boolean()
    .optional()
    .describe(
      'let it serve elsewhere though it was shown less than 30 days ago; the answer says until when (shownUntil)',
    ),
  reason: Text.max(200).optional().describe('why, for its history'),
});

export const NumberHistory = z.object({
  states: z
    .array(
      z.object({
        at: Time,
        state: NumberState,
        pool: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
        staticSource: Source.nullable(),
        by: z.string().nullable().describe('who did it; null: by itself'),
        reason: z.string(),
      }),
    )
    .describe('oldest first'),
  months: z
    .array(
      z.object({
        month: z.string().regex(/^\d{4}-\d{2}$/),
        visits: z.int().describe('visits that were shown it'),
        calls: z.int(),
        firstTimeCalls: z.int(),
        talkSeconds: Seconds,
      }),
    )
    .describe("oldest first, in the site's time zone; months with neither are left out"),
});

export const Contract = z.object({
  id: z.uuid(),
  operator: Name,
  contractNumber: Name,
  signedOn: Day.nullable(),
  endsOn: Day.nullable().describe('the last day it is in force; null: without an end'),
  licenceNumber: Text.trim().min(1).max(120).nullable(),
  licenceIssuedOn: Day.nullable(),
  licenceEndsOn: Day.nullable().describe('the last day it is in force; null: not known, or without an end'),
  numbers: z.int().describe('numbers under it that are not gone'),
});
const ContractFields = Contract.omit({ id: true, numbers: true });
export const ContractCreate = ContractFields.partial().required({ operator: true, contractNumber: true });
export const ContractPatch = ContractFields.partial();

/** What a file of numbers would change or has changed: see docs/operating.md for its columns. */
export const NumbersImportQuery = z.object({
  dry: z.stringbool().default(false).describe('only say what would change'),
  evenIfShown: z.stringbool().default(false).describe('let numbers serve elsewhere though they were shown lately'),
});
export const NumbersImportRow = z.object({
  line: z.int().describe('line of the file, its header being line 1'),
  number: z.string(),
  action: z.enum(['add', 'change', 'none', 'refused']),
  changes: z.array(z.object({ column: z.string(), from: z.string(), to: z.string() })),
  error: z.string().nullable().describe('refused: why, and what to do'),
});
export const NumbersImport = z.object({
  applied: z.boolean().describe('false: a dry run, or there was nothing to do'),
  added: z.int(),
  changed: z.int(),
  same: z.int(),
  refused: z.int(),
  rows: z.array(NumbersImportRow),
});
/** The file is text/csv. */
export const NumbersCsv = { description: 'the numbers', content: { 'text/csv': { schema: z.string() } } };

/** One of a careful buyer's questions, answered for one number. */
export const BuyerAnswer = z.object({
  answer: z.enum(['yes', 'no', 'unknown']),
  reason: z
    .enum([
      'in-force',
      'without-end',
      'own',
      'not-begun',
      'ended',
      'of-another',
      'no-contract',
      'no-licence',
      'end-not-known',
      'no-owner',
    ])
    .describe(
      "yes: in-force, without-end, own. no: not-begun, ended, of-another (it is another operator's capacity). " +
        'unknown, because nobody has said it: no-contract, no-licence, end-not-known (of the licence), no-owner',
    ),
  on: Day.nullable().describe('the date the reason speaks of'),
});
export const NumbersInOrder = z.object({
  day: Day,
  rows: z.array(
    z.object({
      id: z.uuid(),
      e164: E164,
      state: NumberState,
      contract: TrackingNumber.shape.contract,
      capacityOwner: z.string().nullable(),
      monthlyCost: Money.nullable(),
      inContract: BuyerAnswer.describe('is it in a contract that is in force?'),
      licensed: BuyerAnswer.describe('does the operator hold a licence in force?'),
      ownCapacity: BuyerAnswer.describe("is its capacity the operator's own?"),
    }),
  ),
  totals: z.object({
    numbers: z.int(),
    inOrder: z.int().describe('three times yes'),
    inContract: z.object({ yes: z.int(), no: z.int(), unknown: z.int() }),
    licensed: z.object({ yes: z.int(), no: z.int(), unknown: z.int() }),
    ownCapacity: z.object({ yes: z.int(), no: z.int(), unknown: z.int() }),
  }),
  costs: z
    .array(z.object({ operator: z.string().nullable(), numbers: z.int(), monthlyCost: Money }))
    .describe('by operator and currency; numbers whose cost is not known are left out'),
});
export const NumbersInOrderQuery = z.object({ day: Day.optional().describe('default: today at the site') });

export type NumberState = z.infer<typeof NumberState>;
export type TrackingNumber = z.infer<typeof TrackingNumber>;
export type NumberCreate = z.infer<typeof NumberCreate>;
export type NumberPatch = z.infer<typeof NumberPatch>;
export type NumberHistory = z.infer<typeof NumberHistory>;
export type Contract = z.infer<typeof Contract>;
export type ContractCreate = z.infer<typeof ContractCreate>;
export type Money = z.infer<typeof Money>;
export type NumbersImport = z.infer<typeof NumbersImport>;
export type NumbersImportRow = z.infer<typeof NumbersImportRow>;
export type NumbersInOrder = z.infer<typeof NumbersInOrder>;
export type BuyerAnswer = z.infer<typeof BuyerAnswer>;
