// Yandex.Metrica, expenses: what ads outside Direct cost, by day and UTM marks. A day that is known better is taken back
// and told anew, once Metrica has read that it is gone: it adds up whatever comes.
// https://yandex.com/dev/metrika/en/management/openapi/expense/uploadMultipart
import { majorText } from '../../core/money.ts';
import type { SpendTold } from '../../store/spend.ts';
import { readJson } from '../json.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import {
  asFile,
  askMetrica,
  csvOf,
  judgeMetrica,
  METRICA_FIELDS,
  METRICA_LIMITS,
  METRICA_REASONS,
  metricaOAuth,
} from './yandex/metrica.ts';

export const yandexMetricaExpenses: Destination = {
  kind: 'yandex-metrica-expenses',
  group: 'analytics',
  fields: [
    ...METRICA_FIELDS,
    { name: 'without', kind: 'lines', required: false, byDefault: 'yandex', example: 'yandex' },
    {
      name: 'vat',
      kind: 'number',
      required: false,
      byDefault: '0',
      pattern: '[0-9]{1,2}([.][0-9]{1,2})?',
      example: '20',
    },
  ],
  takes: ['spend.changed'],
  byDefault: ['spend.changed'],
  repeats: 'known', // the days are emptied first, of what has our name as provider
  reasons: [...METRICA_REASONS, 'being-read', 'never-read', 'another-first', 'no-days'],
  limits: METRICA_LIMITS,
  gathersFor: 10 * 60_000,
  deliver: async (items, to, way) => {
    const outcomes: Outcome[] = [];
    for (const item of items) outcomes.push(await deliver(item, to, way));
    return outcomes;
  },
  check,
  oauth: () => metricaOAuth,
};

const BASE = '/management/v1/counter/{counter}/expense';
const MINUTE_MS = 60_000;
const ASKED_EVERY_MS = 5 * MINUTE_MS;
const READ_WITHIN_MS = 24 * 60 * MINUTE_MS;
/** Whose the costs are. A test has a name of its own: what was told before stays. */
const providerOf = ({ trial }: Item) => (trial ? 'dialtrace-test' : 'dialtrace');

async function check(to: DestinationTold, way: Way): Promise<Outcome> {
  const asked = await askMetrica({ method: 'GET', path: `${BASE}/uploadings?limit=1&offset=0` }, to, way);
  return 'outcome' in asked ? asked.outcome : judgeMetrica(asked.response, way.now());
}

/** Steps: the days are emptied, that is read, they are filled, that is read. One after another for all days. */
async function deliver(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  const days = daysOf(item);
  if (!days) return { kind: 'refused', reason: 'no-days' };
  const { memo } = item;
  if (!item.trial && !(await mayBegin(item, way))) return waiting('another-first', way);
  const outcome = memo.filled
    ? await readState(memo.filled, memo.filledAt, to, way)
    : memo.emptied
      ? await afterEmptying(item, to, way)
      : await step('emptied', emptyFile(days), item, to, way);
  if (outcome.kind === 'done' || outcome.kind === 'refused' || outcome.kind === 'skipped')
    await way.link('busy', 'expenses', '');
  return outcome;
}

/** Only one at a time: else the days of one would be filled twice before they are emptied for the other. */
async function mayBegin(item: Item, way: Way): Promise<boolean> {
  const [holder, since] = (await way.linked('busy', 'expenses'))?.split(' ') ?? [];
  const isFree = !holder || holder === item.id || way.now().getTime() - Number(since) > 2 * READ_WITHIN_MS;
  if (isFree) await way.link('busy', 'expenses', `${item.id} ${way.now().getTime()}`);
  return isFree;
}

async function afterEmptying(item: Item, to: DestinationTold, way: Way): Promise<Outcome> {
  const state = await readState(item.memo.emptied ?? '', item.memo.emptiedAt, to, way);
  if (state.kind !== 'done') return state;
  const file = filledFile(item.told.spend ?? [], to.settings);
  return file ? step('filled', file, item, to, way) : state; // nothing was paid: the days stay empty
}

type File = { path: 'upload' | 'delete'; csv: string };

async function step(
  name: 'emptied' | 'filled',
  file: File,
  item: Item,
  to: DestinationTold,
  way: Way,
): Promise<Outcome> {
  const path = `${BASE}/${file.path}?${new URLSearchParams({ comment: `dialtrace ${item.id}`, provider: providerOf(item) })}`;
  await way.note(item, { emptied: '', filled: '' }); // whatever becomes of this one: the next try begins with emptying
  const asked = await askMetrica(
    { method: 'POST', path, ...asFile(file.csv, 'expenses.csv'), timeout: MINUTE_MS },
    to,
    way,
  );
  if ('outcome' in asked) return asked.outcome;
  const outcome = judgeMetrica(asked.response, way.now());
  const { uploading } = readJson(asked.response.body) as { uploading?: { id?: number } };
  if (outcome.kind !== 'done') return outcome;
  if (!uploading?.id) return { kind: 'later', reason: 'not-understood' };
  await way.note(item, { [name]: `${uploading.id}`, [`${name}At`]: `${way.now().getTime()}` });
  return waiting('being-read', way);
}

const waiting = (reason: string, way: Way): Outcome => ({
  ...{ kind: 'wait', reason, until: new Date(way.now().getTime() + ASKED_EVERY_MS) },
});

async function readState(id: string, since: string | undefined, to: DestinationTold, way: Way): Promise<Outcome> {
  const asked = await askMetrica({ method: 'GET', path: `${BASE}/uploading/${id}` }, to, way);
  if ('outcome' in asked) return asked.outcome;
  if (asked.response.status === 404) return { kind: 'later', reason: 'http-404' };
  const outcome = judgeMetrica(asked.response, way.now());
  const { uploading } = readJson(asked.response.body) as { uploading?: { status?: string } };
  if (outcome.kind !== 'done') return outcome;
  if (uploading?.status === 'PROCESSED') return { kind: 'done', farId: id };
  const isLate = way.now().getTime() - Number(since ?? 0) > READ_WITHIN_MS;
  return isLate ? { kind: 'refused', reason: 'never-read' } : waiting('being-read', way);
}

type Days = { from: string; to: string };
const DAY = /^\d{4}-\d\d-\d\d$/;

function daysOf({ told: { event } }: Item): Days | undefined {
  const { from, to } = event.about;
  return typeof from === 'string' && typeof to === 'string' && DAY.test(from) && DAY.test(to)
    ? { from, to }
    : undefined;
}

/** All that has our name as provider on these days. */
const emptyFile = ({ from, to }: Days): File => ({ path: 'delete', csv: csvOf(['Date'], [{ Date: `${from}/${to}` }]) });

const COLUMNS = [
  ...['Date', 'UTMSource', 'UTMMedium', 'UTMCampaign', 'UTMContent', 'UTMTerm', 'Expenses', 'Currency', 'Clicks'],
];

/** Undefined: there is nothing to tell. Direct tells its own costs, so they are left out. */
export function filledFile(spend: readonly SpendTold[], settings: Readonly<Record<string, string>>): File | undefined {
  const without = new Set((settings.without ?? 'yandex').split('\n').map((line) => line.trim().toLowerCase()));
  const told = spend.filter(
    ({ source, toldBy }) => source && toldBy !== 'yandex-direct' && !without.has(source.toLowerCase()),
  );
  if (told.length === 0) return undefined;
  return {
    path: 'upload',
    csv: csvOf(
      COLUMNS,
      told.map((row) => cellsOf(row, Number(settings.vat ?? 0))),
    ),
  };
}

/** Metrica wants what ads cost without VAT. */
function cellsOf({ day, source, medium, campaign, content, term, cost, vatIncluded, clicks }: SpendTold, vat: number) {
  const minor = vatIncluded ? cost.minor / (1 + vat / 100) : cost.minor;
  return {
    ...{ Date: day, UTMSource: source ?? '', UTMMedium: medium ?? '', UTMCampaign: campaign ?? '' },
    ...{ UTMContent: content ?? '', UTMTerm: term ?? '' },
    ...{
      Expenses: majorText(minor, cost.currency),
      Currency: cost.currency,
      Clicks: clicks === null ? '' : `${clicks}`,
    },
  };
}
