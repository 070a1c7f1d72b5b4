// Yandex.Direct: what its ads cost comes in, by day, campaign, ad and keyword. Calls reach it through Metrica: Direct has no
// way in of its own. https://yandex.com/dev/direct/doc/en/concepts/reports
import type { FarSpend } from '../../core/spend.ts';
import { readJson } from '../json.ts';
import type { Destination, DestinationTold, Outcome, Response, Way } from '../port.ts';
import { whatNow } from '../what-now.ts';
import { ACCESS_FIELDS, type Asked, askWithToken, yandexOAuth } from './yandex/access.ts';
import { type Detail, type Period, readReport, reportOf } from './yandex/direct-report.ts';

const DIRECT = 'https://api.direct.yandex.com/json/v5';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ASKED_EVERY_MS = 6 * HOUR_MS;
/** What was paid on a day is put right for some days, when false clicks are found. */
const CHANGES_FOR_DAYS = 7;
const FIRST_DAYS = 30;
const MOST_REQUESTS = 10;
const directOAuth = yandexOAuth('direct:api');

export const yandexDirect: Destination = {
  kind: 'yandex-direct',
  group: 'ads',
  fields: [
    ...ACCESS_FIELDS,
    { name: 'login', kind: 'text', required: false, pattern: '[A-Za-z0-9._@-]{1,100}', example: 'adv-login' },
    { name: 'detail', kind: 'choice', required: false, options: ['keywords', 'ads', 'campaigns'], example: 'keywords' },
    { name: 'campaignBy', kind: 'choice', required: false, options: ['id', 'name'], example: 'id' },
    { name: 'currency', kind: 'text', required: false, byDefault: 'RUB', pattern: '[A-Z]{3}', example: 'RUB' },
    { name: 'vat', kind: 'choice', required: false, options: ['without', 'with'], example: 'without' },
  ],
  takes: [],
  byDefault: [],
  repeats: 'known', // a day that is told again takes the place of the day before
  reasons: [
    ...['no-right', 'not-approved', 'no-points', 'queue-full', 'being-made', 'too-large', 'invalid', 'other-currency'],
    ...['through-metrica', 'other-columns'],
  ],
  limits: { perSecond: 2, parallel: 1 }, // twenty in ten seconds
  deliver: async (items) => items.map(() => ({ kind: 'skipped', reason: 'through-metrica' })),
  check,
  oauth: () => directOAuth,
  poll: { every: 5 * MINUTE_MS, run },
};

/** Reports that are still to be had. `stamp`: a report with the same name is not made anew. */
type Work = { stamp: string; periods: Period[] };

async function run(to: DestinationTold, way: Way): Promise<Outcome> {
  const next = await way.linked('next', 'spend');
  if (next && Date.parse(next) > way.now().getTime()) return { kind: 'done' };
  let work = readWork(await way.linked('work', 'spend'), way) ?? (await begin(way));
  for (let n = 0; n < MOST_REQUESTS; n++) {
    const [period, ...rest] = work.periods;
    if (!period) return finish(way);
    const got = await takePeriod(period, work.stamp, to, way);
    if (got !== 'taken' && got !== 'too-large') return stop(got, work, way);
    const halves = got === 'taken' ? [] : halved(period);
    if (halves.length === 0 && got !== 'taken') return stop({ kind: 'refused', reason: 'too-large' }, work, way);
    work = { ...work, periods: [...halves, ...rest] };
    await way.link('work', 'spend', JSON.stringify(work));
  }
  return { kind: 'done' };
}

/** From the last day that is known, and those that may have changed. */
async function begin(way: Way): Promise<Work> {
  const today = moscowDay(way.now());
  const taken = await way.linked('taken', 'spend');
  const usual = addDays(today, -(taken ? CHANGES_FOR_DAYS : FIRST_DAYS));
  const from = taken && taken < usual ? taken : usual;
  return { stamp: way.now().getTime().toString(36), periods: [{ from, to: today }] };
}

function readWork(text: string | undefined, way: Way): Work | undefined {
  const work = text ? (JSON.parse(text) as Work) : undefined;
  const isOld = work && way.now().getTime() - Number.parseInt(work.stamp, 36) > 24 * HOUR_MS;
  return work && !isOld && work.periods.length > 0 ? work : undefined;
}

const at = (way: Way, ms: number) => new Date(way.now().getTime() + ms);

async function finish(way: Way): Promise<Outcome> {
  await way.link('taken', 'spend', moscowDay(way.now()));
  await way.link('work', 'spend', '');
  await way.link('next', 'spend', at(way, ASKED_EVERY_MS).toISOString());
  return { kind: 'done' };
}

/** What is still to be had is had when it can be. */
async function stop(outcome: Outcome, work: Work, way: Way): Promise<Outcome> {
  await way.link('work', 'spend', outcome.kind === 'refused' ? '' : JSON.stringify(work));
  const until =
    outcome.kind === 'wait'
      ? outcome.until
      : at(
          way,
          outcome.kind === 'later' ? (outcome.after ?? 5 * MINUTE_MS) : outcome.kind === 'refused' ? ASKED_EVERY_MS : 0,
        );
  await way.link('next', 'spend', until.toISOString());
  return outcome;
}

async function takePeriod(
  period: Period,
  stamp: string,
  to: DestinationTold,
  way: Way,
): Promise<'taken' | 'too-large' | Outcome> {
  const { settings } = to;
  const detail = (settings.detail || 'keywords') as Detail;
  const params = reportOf(period, { detail, withVat: settings.vat === 'with', stamp });
  const asked = await ask('/reports', { params }, to, way);
  if ('outcome' in asked) return asked.outcome;
  const { status, headers, body } = asked.response;
  if (status === 201 || status === 202) {
    const seconds = Number(headers.retryin);
    return { kind: 'wait', reason: 'being-made', until: at(way, (seconds > 0 ? seconds : 60) * 1000) };
  }
  if (status === 502) return 'too-large'; // "the report took too long": fewer days
  if (status !== 200) return judge(asked.response);
  const read = readReport(body, {
    currency: settings.currency || 'RUB',
    withVat: settings.vat === 'with',
    by: settings.campaignBy || 'id',
  });
  if (read === 'cut') return 'too-large';
  if (read === 'other-columns') return { kind: 'refused', reason: 'other-columns' };
  await way.takeSpend(period, read satisfies FarSpend[]);
  return 'taken';
}

/** Empty: it is a single day. */
function halved({ from, to }: Period): Period[] {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  if (days === 0) return [];
  const middle = addDays(from, Math.floor(days / 2));
  return [
    { from: addDays(middle, 1), to },
    { from, to: middle },
  ];
}

const addDays = (day: string, days: number) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
/** Its days are Moscow's. */
const moscowDay = (now: Date) => now.toLocaleDateString('sv-SE', { timeZone: 'Europe/Moscow' });

function ask(path: string, body: object, to: DestinationTold, way: Way): Promise<Asked> {
  const login = to.settings.login ? { 'client-login': to.settings.login } : {};
  return askWithToken(
    {
      oauth: directOAuth,
      isStale: (response) => codeOf(response) === 53,
      request: (token) => ({
        ...{ method: 'POST', url: DIRECT + path, body: JSON.stringify(body), secrets: [token], timeout: 2 * MINUTE_MS },
        headers: {
          ...{
            authorization: `Bearer ${token}`,
            ...login,
            'accept-language': 'en',
            'content-type': 'application/json; charset=utf-8',
          },
          ...{ processingmode: 'auto', returnmoneyinmicros: 'false', skipreportheader: 'true' },
        },
      }),
    },
    to,
    way,
  );
}

/** Its error's number: of the report service, or of the others. */
const codeOf = ({ body }: Response): number =>
  Number((readJson(body).error as { error_code?: number } | undefined)?.error_code ?? 0);

/** https://yandex.com/dev/direct/doc/en/concepts/errors-list */
function judge(response: Response): Outcome {
  const error = readJson(response.body).error as { error_string?: string; error_detail?: string } | undefined;
  const words = [error?.error_string, error?.error_detail].filter(Boolean).join('. ') || `HTTP ${response.status}`;
  switch (codeOf(response)) {
    case 53:
      return { kind: 'needs-owner', reason: `key-refused: ${words}` };
    case 58:
      return { kind: 'needs-owner', reason: `not-approved: ${words}` };
    case 54:
    case 513:
    case 8800:
      return { kind: 'needs-owner', reason: `no-right: ${words}` };
    case 152:
      return { kind: 'later', reason: `no-points: ${words}`, after: HOUR_MS };
    case 9000:
      return { kind: 'later', reason: `queue-full: ${words}`, after: 5 * MINUTE_MS };
    case 52:
    case 56:
    case 506:
    case 1000:
    case 1001:
    case 1002:
      return { kind: 'later', reason: `http-${response.status}: ${words}`, after: MINUTE_MS };
  }
  const outcome = whatNow(response);
  return outcome.kind === 'refused' ? { kind: 'refused', reason: `invalid: ${words}` } : outcome;
}

/** Whether we are let in, and whether the account's money is what the form says. */
async function check(to: DestinationTold, way: Way): Promise<Outcome> {
  const asked = await ask('/clients', { method: 'get', params: { FieldNames: ['Login', 'Currency'] } }, to, way);
  if ('outcome' in asked) return asked.outcome;
  const { result, error } = readJson(asked.response.body) as {
    result?: { Clients?: { Currency?: string }[] };
    error?: object;
  };
  if (error || asked.response.status !== 200) return judge(asked.response);
  const currency = result?.Clients?.[0]?.Currency;
  const isOther = currency && currency !== (to.settings.currency || 'RUB');
  return isOther ? { kind: 'refused', reason: `other-currency: ${currency}` } : { kind: 'done' };
}
