// Trackers and networks of arbitrage: each call of theirs is a conversion of the click that led to it, told by a request
// (postback). What they have in common is here; each tracker says only how it is asked and what its answers mean.
import { type PayoutRule, readPayouts } from '../../../core/payout.ts';
import { isPlace } from '../../../core/places.ts';
import type {
  Destination,
  DestinationField,
  DestinationTold,
  Item,
  Outcome,
  Request,
  Response,
  SettingFault,
  Way,
} from '../../port.ts';
import { whatNow } from '../../what-now.ts';
import { type Conversion, macrosOf, type Status, type Terms, type Wanted, wantedOf } from './conversion.ts';
import { faultsOfMapping } from './macros.ts';
import { faultInWords, faultsOfPayouts } from './payout-faults.ts';
import { type Abilities, afterTelling, NOTHING_YET, nextStep, type Standing } from './standing.ts';

type Settings = Readonly<Record<string, string>>;

export type Tracker = {
  kind: string;
  /** its own, before those that all have */
  fields: readonly DestinationField[];
  /** names of the address's parameters that its click id comes in, likeliest first */
  clickIn: readonly string[];
  can(settings: Settings): Abilities;
  repeats: Destination['repeats'];
  /** beside those that all have */
  reasons?: readonly string[];
  /** its own words for a status */
  wordOf(status: Status, settings: Settings): string;
  ask(conversion: Conversion, macros: Settings, settings: Settings): Request;
  /** what its answer means; default: as HTTP has it */
  judge?(response: Response, settings: Settings): Outcome;
  faults?(settings: Settings): readonly SettingFault[];
};

const REASONS = [
  ...['no-call', 'call-goes-on', 'no-click-id', 'no-rule-fits', 'pays-nothing', 'not-target', 'deal-lost'],
  ...['told-already', 'told-of-another-click', 'taken-back', 'can-not-take-back', 'hold', 'test-mode', 'bad-rules'],
];

export function trackerDestination(tracker: Tracker): Destination {
  return {
    kind: tracker.kind,
    group: 'arbitrage',
    fields: [...tracker.fields, ...commonFields(tracker)],
    takes: ['call.finished', 'call.attributed', 'call.tagged', 'call.qualified', 'deal.changed'],
    byDefault: ['call.finished', 'call.attributed', 'call.tagged', 'call.qualified', 'deal.changed'],
    repeats: tracker.repeats,
    reasons: [...REASONS, ...(tracker.reasons ?? [])],
    limits: { perSecond: 10, parallel: 4 },
    takesBack: true,
    faults: (settings) => [...faultsOfCommon(settings), ...(tracker.faults?.(settings) ?? [])],
    deliver: (items, to, way) => Promise.all(items.map((item) => deliver(item, { tracker, to, way }))),
  };
}

const commonFields = ({ clickIn }: Tracker): DestinationField[] => [
  { name: 'clickIn', kind: 'lines', required: false, byDefault: clickIn.join('\n'), example: clickIn[0] ?? 'clickid' },
  { name: 'fixedClick', kind: 'text', required: false, example: 'calls-without-a-click' },
  { name: 'payouts', kind: 'lines', required: false, example: 'talk>=120 & region=Moscow: 15.00 USD' },
  { name: 'dealPays', kind: 'choice', required: false, options: ['rules', 'won-amount'], example: 'rules' },
  { name: 'holdDays', kind: 'number', required: false, byDefault: '0', pattern: '\\d{1,2}', example: '14' },
  { name: 'rejectNotTarget', kind: 'flag', required: false, example: 'yes' },
  { name: 'rejectLost', kind: 'flag', required: false, example: 'yes' },
  { name: 'extra', kind: 'mapping', required: false, example: '{"sub_id_1": "{campaign}"}' },
  { name: 'mode', kind: 'choice', required: false, options: ['live', 'test'], example: 'live' },
  {
    ...{ name: 'testUrl', kind: 'url', required: false, onlyIf: { name: 'mode', is: 'test' } },
    example: 'https://example.com/test',
  },
];

function faultsOfCommon(settings: Settings): SettingFault[] {
  return [
    ...faultsOfPayouts('payouts', settings.payouts ?? ''),
    ...faultsOfMapping('extra', settings.extra ?? '', isPlace),
  ];
}

function termsOf(settings: Settings, clickIn: readonly string[], rules: readonly PayoutRule[]): Terms {
  const named = (settings.clickIn ?? '').split(/[\s,]+/).filter(Boolean);
  return {
    clickIn: named.length > 0 ? named : clickIn,
    fixedClick: settings.fixedClick ?? '',
    rules,
    wonAmount: settings.dealPays === 'won-amount',
    holdDays: Number(settings.holdDays ?? 0),
    rejectsNotTarget: settings.rejectNotTarget === 'yes',
    rejectsLost: settings.rejectLost === 'yes',
  };
}

type With = { tracker: Tracker; to: DestinationTold; way: Way };

async function deliver(item: Item, asked: With): Promise<Outcome> {
  const { to, tracker, way } = asked;
  const read = readPayouts(to.settings.payouts ?? '', isPlace);
  if (read.kind === 'faults')
    return { kind: 'needs-owner', reason: `bad-rules: ${read.faults.map(faultInWords).join('; ')}` };
  const terms = termsOf(to.settings, tracker.clickIn, read.rules);
  if (to.settings.mode === 'test' && !to.settings.testUrl) return { kind: 'skipped', reason: 'test-mode' };
  return way.alone(`conversion ${item.told.call?.id}`, () => settle(item, terms, asked));
}

/** Tells step by step until the conversion stands at the tracker as it should. */
async function settle(item: Item, terms: Terms, asked: With): Promise<Outcome> {
  const { tracker, to, way } = asked;
  const callId = item.told.call?.id ?? '';
  const keeping = keeper(item, callId, asked);
  let standing = withDeal(await keeping.read(), item);
  const can = tracker.can(to.settings);
  const isTest = isTestOf(item, to);
  const asIs = wantedOf(item, {
    ...{ terms, deal: standing.deal, now: way.now(), regionOfCaller: way.regionOfCaller },
  });
  // Who tests wants to see the request, not to wait for it.
  const wanted = isTest && asIs.kind === 'conversion' && !can.statuses.includes('pending') ? approved(asIs) : asIs;
  let farId: string | undefined;
  for (;;) {
    const step = nextStep(standing, wanted, can, { callId, deliveryId: item.id });
    if (step.kind === 'over') {
      const { holder: _, ...rest } = standing;
      await keeping.write(standing.holder === item.id ? rest : standing);
      return farId ? { kind: 'done', farId } : { kind: 'skipped', reason: step.reason };
    }
    if (step.kind === 'hold') {
      await keeping.write({ ...standing, holder: item.id });
      await way.note(item, { held: 'yes' });
      return { kind: 'wait', reason: 'hold', until: step.until };
    }
    const outcome = await tell(item, step.conversion, asked);
    if (outcome.kind !== 'done') return outcome;
    farId = step.conversion.txid;
    standing = afterTelling(standing, step.conversion);
    await keeping.write(standing);
    if (isTest) return { kind: 'done', farId };
  }
}

const isTestOf = ({ trial }: Item, { settings }: DestinationTold) => trial === true || settings.mode === 'test';
const approved = (wanted: Wanted & { kind: 'conversion' }): Wanted => ({ ...wanted, status: 'approved' });

async function tell(item: Item, conversion: Conversion, { tracker, to, way }: With): Promise<Outcome> {
  const { settings } = to;
  const macros = macrosOf(item.told, conversion, {
    ...{ word: tracker.wordOf(conversion.status, settings), token: settings.token ?? '' },
    regionOfCaller: way.regionOfCaller,
  });
  const request = tracker.ask(conversion, macros, settings);
  if (settings.mode === 'test') return whatNow(await way.ask(asTest(request, settings.testUrl ?? '')));
  const response = await way.ask(request);
  return tracker.judge?.(response, settings) ?? whatNow(response);
}

/** The same request, at the address that the owner tests with. */
function asTest(request: Request, testUrl: string): Request {
  const url = new URL(testUrl);
  for (const [name, value] of new URL(request.url).searchParams) url.searchParams.append(name, value);
  return { ...request, url: url.href };
}

/** What was told of the call so far; a trial, and what goes to a test address, knows nothing and keeps nothing. */
function keeper(item: Item, callId: string, { to, way }: With) {
  const isTest = isTestOf(item, to);
  let kept = '';
  return {
    async read(): Promise<Standing> {
      if (isTest) return NOTHING_YET;
      kept = (await way.linked('conversion', callId)) ?? '';
      return kept ? (JSON.parse(kept) as Standing) : NOTHING_YET;
    },
    async write(standing: Standing): Promise<void> {
      const text = JSON.stringify(standing);
      if (isTest || text === kept || text === JSON.stringify(NOTHING_YET)) return;
      await way.link('conversion', callId, text);
      kept = text;
    },
  };
}

const withDeal = (standing: Standing, { told: { deal } }: Item): Standing =>
  deal ? { ...standing, deal: { status: deal.status, amount: deal.amount } } : standing;
