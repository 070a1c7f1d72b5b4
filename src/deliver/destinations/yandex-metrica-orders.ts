// Yandex.Metrica, orders of the CRM: each call is an order in progress that becomes paid, cancelled or spam as its deal
// does. Metrica knows an order by its id: told again it is the same one. It finds visitors by phone, too.
// https://yandex.com/dev/metrika/en/management/openapi/schema/uploadSimpleOrders
import { createHash } from 'node:crypto';
import { majorText } from '../../core/money.ts';
import { readJson } from '../json.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { LEAST_VISIT } from './goals/goal.ts';
import {
  asFile,
  askMetrica,
  csvOf,
  judgeMetrica,
  METRICA_FIELDS,
  METRICA_LIMITS,
  METRICA_REASONS,
  metricaOAuth,
  WINDOW_MS,
} from './yandex/metrica.ts';
import { visitorOf } from './yandex/visitor.ts';
import { checkCounter } from './yandex-metrica-calls.ts';

const EDITABLE_MS = 111 * 86_400_000; // of an order that was tied to a visit

export const yandexMetricaOrders: Destination = {
  kind: 'yandex-metrica-orders',
  group: 'analytics',
  fields: [...METRICA_FIELDS, LEAST_VISIT],
  takes: ['call.finished', 'call.qualified', 'call.attributed', 'deal.changed'],
  byDefault: ['call.finished', 'call.qualified', 'call.attributed', 'deal.changed'],
  repeats: 'known', // by the order's id
  takesBack: true,
  reasons: [...METRICA_REASONS, 'not-over', 'no-call', 'nobody', 'newer-told', 'not-told', 'file-refused'],
  limits: METRICA_LIMITS,
  batch: 1000,
  gathersFor: 10 * 60_000,
  lapsesAfter: { 'call.finished': WINDOW_MS, 'call.attributed': EDITABLE_MS, 'call.qualified': EDITABLE_MS },
  deliver,
  check: checkCounter,
  oauth: () => metricaOAuth,
};

type Order = { id: string; cells: Readonly<Record<string, string>> };
const COLUMNS = [...['id', 'create_date_time', 'client_ids', 'phones_md5', 'order_status', 'revenue', 'currency']];

async function deliver(items: readonly Item[], to: DestinationTold, way: Way): Promise<Outcome[]> {
  const made: (Order | Outcome)[] = [];
  for (const item of items) made.push(await orderOf(item, to, way));
  const latest = new Map<string, number>(); // of two lines with one id Metrica takes either
  for (const [n, one] of made.entries())
    if (!('kind' in one) && isNewer(items[n], items[latest.get(one.id) ?? -1])) latest.set(one.id, n);
  const sent = [...latest.values()];
  const orders = sent.flatMap((n) => made[n] ?? []).filter((one) => 'cells' in one);
  const outcome = orders.length > 0 ? await upload(orders, to, way) : null;
  if (outcome?.kind === 'done') for (const n of sent) await remember(items[n], made[n], way);
  return made.map((one, n): Outcome => {
    if ('kind' in one) return one;
    return latest.get(one.id) === n && outcome ? outcome : { kind: 'skipped', reason: 'newer-told' };
  });
}

const isNewer = (one: Item | undefined, than: Item | undefined) =>
  !than || (one !== undefined && one.told.event.at >= than.told.event.at);

async function upload(orders: readonly Order[], to: DestinationTold, way: Way): Promise<Outcome> {
  const csv = csvOf(
    COLUMNS,
    orders.map(({ cells }) => cells),
  );
  const path = '/cdp/api/v1/counter/{counter}/data/simple_orders?merge_mode=SAVE&delimiter_type=COMMA';
  const asked = await askMetrica({ method: 'POST', path, ...asFile(csv, 'orders.csv'), timeout: 60_000 }, to, way);
  if ('outcome' in asked) return asked.outcome;
  const outcome = judgeMetrica(asked.response, way.now());
  const { uploading } = readJson(asked.response.body) as {
    uploading?: { uploading_id?: number; api_validation_status?: string };
  };
  if (outcome.kind === 'done' && uploading?.api_validation_status === 'FAILED')
    return { kind: 'refused', reason: 'file-refused' };
  return outcome.kind === 'done' && uploading?.uploading_id
    ? { kind: 'done', farId: `${uploading.uploading_id}` }
    : outcome;
}

async function remember(item: Item | undefined, order: Order | Outcome | undefined, way: Way): Promise<void> {
  const { call, deal } = item?.told ?? {};
  if (!order || !('cells' in order) || !call) return;
  await way.link('order', order.id, order.cells.order_status ?? '');
  if (deal) await way.link('deal-of', call.id, deal.id);
}

async function orderOf(item: Item, to: DestinationTold, way: Way): Promise<Order | Outcome> {
  const { call, deal } = item.told;
  if (!call) return { kind: 'skipped', reason: 'no-call' };
  if (!call.endedAt) return { kind: 'skipped', reason: 'not-over' };
  const first = await way.linked('deal-of', call.id); // a second deal of the same call is an order of its own
  const id = deal && first && first !== deal.id ? deal.id : call.id;
  const before = await way.linked('order', id);
  if (item.leftOut && !before && !item.trial) return { kind: 'skipped', reason: item.leftOut };
  if (item.told.event.type === 'call.attributed' && !before) return { kind: 'skipped', reason: 'not-told' };
  if (!deal && first && !item.leftOut) return { kind: 'skipped', reason: 'newer-told' }; // the deal says what became of it
  const who = whoOf(item, to, way);
  if (!who.client_ids && !who.phones_md5) return { kind: 'skipped', reason: 'nobody' };
  const amount = deal?.amount
    ? { revenue: majorText(deal.amount.minor, deal.amount.currency), currency: deal.amount.currency }
    : {};
  const at = localTime(new Date(call.startedAt), item.told.site.timeZone);
  return { id, cells: { id, create_date_time: at, ...who, order_status: statusOf(item), ...amount } };
}

/** Own statuses of Metrica. What the filter leaves out after it was told is no order any more. */
function statusOf({ told: { call, deal }, leftOut }: Item): 'IN_PROGRESS' | 'PAID' | 'CANCELLED' | 'SPAM' {
  if (call?.spam) return 'SPAM';
  if (leftOut || deal?.status === 'lost') return 'CANCELLED';
  return deal?.status === 'won' ? 'PAID' : 'IN_PROGRESS';
}

/** The visitor's id, and the caller's phone as Metrica hashes it: digits only, no plus, MD5. */
function whoOf({ told }: Item, { settings }: DestinationTold, way: Way): { client_ids: string; phones_md5: string } {
  const visitor = visitorOf(told, settings, way.now());
  const digits = told.call?.caller?.replace(/\D/g, '');
  return {
    client_ids: typeof visitor !== 'string' && visitor.by === 'ClientId' ? visitor.id : '',
    phones_md5: digits ? createHash('md5').update(digits).digest('hex') : '',
  };
}

/** 2026-11-21 09:30:00 in the time zone of the site, which should be the counter's. */
const localTime = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
