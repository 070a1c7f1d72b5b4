// Yandex.Metrica, offline conversions: a call that matters, or the deal that came of it, reaches a goal of the visit.
// https://yandex.com/dev/metrika/en/management/offline-conv

import { readJson } from '../json.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { DEAL_STATUS, GOAL_REASONS, keyOf, LEAST_VISIT, noGoal, PRICE_FIELDS, whenOf } from './goals/goal.ts';
import {
  askMetrica,
  judgeMetrica,
  METRICA_FIELDS,
  METRICA_LIMITS,
  METRICA_REASONS,
  metricaOAuth,
  WINDOW_MS,
} from './yandex/metrica.ts';
import { tellByUpload, UPLOAD_REASONS, type Uploading, type UploadRow } from './yandex/uploads.ts';
import { HOLD, heldUntil, priceOf, VISITOR_REASONS, visitorOf } from './yandex/visitor.ts';

const GATHERS_MS = 10 * 60_000;

export const yandexMetricaConversions: Destination = {
  kind: 'yandex-metrica-conversions',
  group: 'analytics',
  fields: [
    ...METRICA_FIELDS,
    { name: 'goal', kind: 'text', required: true, pattern: '[^/\\\\&#?="\\s]{1,255}', example: 'qualified_call' }, // what Metrica lets a goal's id have
    DEAL_STATUS,
    ...PRICE_FIELDS,
    LEAST_VISIT,
    HOLD,
  ],
  takes: ['call.finished', 'call.qualified', 'call.tagged', 'deal.changed'],
  byDefault: ['call.qualified'],
  repeats: 'known', // by the comment of the file, which is looked up before anything is sent again
  reasons: [
    ...[...METRICA_REASONS, ...UPLOAD_REASONS, ...VISITOR_REASONS],
    ...[...GOAL_REASONS, 'already-told', 'on-hold', 'goal-missing', 'goal-not-exact'],
  ],
  limits: METRICA_LIMITS,
  batch: 1000,
  gathersFor: GATHERS_MS,
  lapsesAfter: {
    ...{ 'call.finished': WINDOW_MS, 'call.qualified': WINDOW_MS, 'call.tagged': WINDOW_MS, 'deal.changed': WINDOW_MS },
  },
  deliver: (items, to, way) => tellByUpload(items, { uploading: conversionsUpload(to, way), to, way }),
  check,
  oauth: () => metricaOAuth,
};

const conversionsUpload = (to: DestinationTold, way: Way): Uploading => ({
  paths: { upload: 'upload', one: 'uploading', list: 'uploadings' },
  query: {},
  columns: ['Target', 'DateTime', 'Price', 'Currency'],
  rowOf: (item) => rowOf(item, to, way),
  onSent: (item) => way.link(...keyOf(item), item.id),
});

async function rowOf(item: Item, to: DestinationTold, way: Way): Promise<UploadRow | Outcome> {
  const { settings } = to;
  const why = noGoal(item, settings);
  if (why) return { kind: 'skipped', reason: why };
  const before = item.trial ? undefined : await way.linked(...keyOf(item));
  if (before && before !== item.id) return { kind: 'skipped', reason: 'already-told' };
  const at = whenOf(item);
  const until = item.trial ? null : heldUntil(at, settings, way.now(), GATHERS_MS);
  if (until) return { kind: 'wait', reason: 'on-hold', until };
  const visitor = visitorOf(item.told, settings, way.now());
  if (typeof visitor === 'string') return { kind: 'skipped', reason: visitor };
  const seconds = Math.floor(Math.min(at.getTime(), way.now().getTime() - 1000) / 1000); // only what is past is taken
  return {
    ...{ by: visitor.by, isStatic: false },
    cells: {
      [visitor.by]: visitor.id,
      Target: settings.goal ?? '',
      DateTime: `${seconds}`,
      ...priceOf(item.told, settings),
    },
  };
}

/** Whether the counter has the goal: a JavaScript event that is matched exactly. */
async function check(to: DestinationTold, way: Way): Promise<Outcome> {
  const asked = await askMetrica({ method: 'GET', path: '/management/v1/counter/{counter}/goals' }, to, way);
  if ('outcome' in asked) return asked.outcome;
  const outcome = judgeMetrica(asked.response, way.now());
  if (outcome.kind !== 'done') return outcome;
  const { goals } = readJson(asked.response.body) as { goals?: Goal[] };
  if (!Array.isArray(goals)) return { kind: 'later', reason: 'not-understood' };
  const conditions = goals.flatMap(({ type, conditions }) => (type === 'action' ? (conditions ?? []) : []));
  const named = conditions.filter(({ url }) => url === to.settings.goal);
  if (named.some(({ type }) => type === 'exact')) return { kind: 'done' };
  return { kind: 'refused', reason: named.length > 0 ? 'goal-not-exact' : 'goal-missing' };
}
type Goal = { type?: string; conditions?: { type?: string; url?: string }[] };
