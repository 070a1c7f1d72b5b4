// What an ad system is told as an event of its server-side interface: a call, a call that was worth it, a deal that was won.
// Each once: who takes such events knows a repeated one for two days only, and takes none back.
import { isTarget } from '../../../core/category.ts';
import type { Money } from '../../../core/money.ts';
import { payoutOf, readPayouts } from '../../../core/payout.ts';
import { isPlace } from '../../../core/places.ts';
import type { DestinationField, DestinationTold, Item, Outcome, SettingFault, Way } from '../../port.ts';
import type { Told } from '../../told.ts';
import { factsOf } from '../postback/conversion.ts';
import { faultsOfPayouts } from '../postback/payout-faults.ts';

export type ServerEvent = { name: string; id: string; at: Date; value: Money | null; told: Told; isTest: boolean };
export type Chosen = { kind: 'event'; event: ServerEvent } | { kind: 'over'; outcome: Outcome };

type Settings = Readonly<Record<string, string>>;
export type Choosing = {
  names: Record<'call' | 'won', string>;
  /** older events are not taken, in days */
  window: number;
  /** a click of this system led to the call */
  hasClick(told: Told): boolean;
  /** something by which its users are known */
  hasMatch(told: Told): boolean;
};

/** Reasons of `chooseEvent`. */
export const EVENT_REASONS = [
  ...[
    'no-call',
    'call-goes-on',
    'not-asked-for',
    'not-won',
    'not-target',
    'no-amount',
    'told-already',
    'older-than-window',
  ],
  ...['no-click', 'nothing-to-match', 'bad-rules'],
] as const;

export const eventFields = ({ call, won }: Choosing['names']): DestinationField[] => [
  { name: 'eventName', kind: 'text', required: false, byDefault: call, pattern: EVENT_NAME, example: call },
  { name: 'qualifiedEvent', kind: 'text', required: false, pattern: EVENT_NAME, example: 'QualifiedCall' },
  { name: 'wonEvent', kind: 'text', required: false, byDefault: won, pattern: EVENT_NAME, example: won },
  { name: 'values', kind: 'lines', required: false, example: 'talk>=120 & first: 500 RUB' },
  { name: 'onlyWithClick', kind: 'flag', required: false, example: 'yes' },
  { name: 'testEventCode', kind: 'text', required: false, pattern: '[A-Za-z0-9_-]{1,60}', example: 'TEST12345' },
];
const EVENT_NAME = '[A-Za-z][A-Za-z0-9_ ]{0,48}';

export const faultsOfEvents = ({ values = '' }: Settings): SettingFault[] => faultsOfPayouts('values', values);

const DAY_MS = 86_400_000;
/** A request takes its time, and clocks differ. */
const MARGIN_MS = 5 * 60_000;

export async function chooseEvent(item: Item, to: DestinationTold, way: Way, choosing: Choosing): Promise<Chosen> {
  const { told, trial } = item;
  const meant = meantBy(told, to.settings, choosing.names);
  if (typeof meant === 'string') return over('skipped', meant);
  const event = { ...meant, at: trial ? way.now() : meant.at, id: trial ? `test-${item.id}` : meant.id };
  if (way.now().getTime() - event.at.getTime() > choosing.window * DAY_MS - MARGIN_MS)
    return over('skipped', 'older-than-window');
  if (!choosing.hasMatch(told)) return over('skipped', 'nothing-to-match');
  if (to.settings.onlyWithClick === 'yes' && !choosing.hasClick(told)) return over('skipped', 'no-click');
  if (!trial && (await way.linked('event', event.id))) return over('skipped', 'told-already');
  if (isTooLateToRepeat(item, way.now())) return over('refused', 'may-have-arrived');
  const value = meant.value ?? worthOf(told, to.settings, way);
  if (value === 'bad-rules') return over('needs-owner', 'bad-rules');
  if (!value && (event.name === 'Purchase' || event.name === 'CompletePayment')) return over('skipped', 'no-amount');
  return { kind: 'event', event: { ...event, value, told, isTest: trial === true } };
}

const over = (kind: 'skipped' | 'refused' | 'needs-owner', reason: string): Chosen => ({
  kind: 'over',
  outcome: { kind, reason },
});

type Meant = Pick<ServerEvent, 'name' | 'id' | 'at' | 'value'>;

function meantBy({ event, call, deal }: Told, settings: Settings, names: Choosing['names']): Meant | string {
  if (event.type === 'deal.changed') {
    if (deal?.status !== 'won') return 'not-won';
    return { name: settings.wonEvent || names.won, id: `deal-${deal.id}`, at: event.at, value: deal.amount };
  }
  if (!call) return 'no-call';
  if (call.endedAt === null) return 'call-goes-on';
  if (event.type !== 'call.qualified')
    return { name: settings.eventName || names.call, id: call.id, at: new Date(call.startedAt), value: null };
  if (!settings.qualifiedEvent) return 'not-asked-for';
  if (call.spam || !isTarget(call.category)) return 'not-target';
  return { name: settings.qualifiedEvent, id: `${call.id}-qualified`, at: event.at, value: null };
}

function worthOf(told: Told, { values = '' }: Settings, way: Way): Money | null | 'bad-rules' {
  const read = readPayouts(values, isPlace);
  if (read.kind === 'faults') return 'bad-rules';
  return payoutOf(read.rules, factsOf(told, way.regionOfCaller)) ?? null;
}

/** So long both systems know a repeated event. */
const KNOWN_MS = 47 * 3_600_000;
const isTooLateToRepeat = ({ memo }: Item, now: Date) =>
  memo.mayHaveArrived !== undefined && now.getTime() - Date.parse(memo.mayHaveArrived) > KNOWN_MS;
