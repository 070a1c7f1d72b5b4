// Yandex.Metrica, calls: each call as a line of a file, in its reports of calls and, with the visitor's id, as a goal of the
// visit, which Yandex.Direct learns from. https://yandex.com/dev/metrika/en/management/calls
import { fill } from '../../core/template.ts';
import { fieldsOf } from '../fields.ts';
import type { Destination, DestinationTold, Item, Outcome, Way } from '../port.ts';
import { LEAST_VISIT, PRICE_FIELDS } from './goals/goal.ts';
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

export const yandexMetricaCalls: Destination = {
  kind: 'yandex-metrica-calls',
  group: 'analytics',
  fields: [
    ...METRICA_FIELDS,
    { name: 'goalName', kind: 'text', required: false, example: 'Звонок' },
    { name: 'tag', kind: 'template', required: false, byDefault: '{tags}', example: '{tags}' },
    ...PRICE_FIELDS,
    { name: 'phone', kind: 'choice', required: false, options: ['number', 'caller', 'none'], example: 'number' },
    { name: 'withoutVisitor', kind: 'choice', required: false, options: ['skip', 'as-static'], example: 'skip' },
    LEAST_VISIT,
    HOLD,
  ],
  takes: ['call.finished', 'call.qualified', 'call.tagged'],
  byDefault: ['call.finished'],
  repeats: 'known', // by the comment of the file, which is looked up before anything is sent again
  reasons: [...METRICA_REASONS, ...UPLOAD_REASONS, ...VISITOR_REASONS, 'already-told', 'on-hold', 'not-over'],
  limits: METRICA_LIMITS,
  batch: 1000,
  gathersFor: GATHERS_MS,
  lapsesAfter: { 'call.finished': WINDOW_MS, 'call.qualified': WINDOW_MS, 'call.tagged': WINDOW_MS },
  deliver: (items, to, way) => tellByUpload(items, { uploading: callsUpload(to, way), to, way }),
  check: checkCounter,
  oauth: () => metricaOAuth,
};

/** Asks for the uploads: that needs the very right that uploading does. */
export async function checkCounter(to: DestinationTold, way: Way): Promise<Outcome> {
  const path = '/management/v1/counter/{counter}/offline_conversions/calls_uploadings?limit=1&offset=0';
  const asked = await askMetrica({ method: 'GET', path }, to, way);
  return 'outcome' in asked ? asked.outcome : judgeMetrica(asked.response, way.now());
}

const COLUMNS = [
  ...['DateTime', 'StaticCall', 'Price', 'Currency', 'PhoneNumber', 'TalkDuration', 'HoldDuration', 'CallMissed'],
  ...['Tag', 'FirstTimeCaller', 'URL', 'CallTrackerURL'],
];

const callsUpload = (to: DestinationTold, way: Way): Uploading => ({
  paths: { upload: 'upload_calls', one: 'calls_uploading', list: 'calls_uploadings' },
  query: to.settings.goalName ? { new_goal_name: to.settings.goalName } : {},
  columns: COLUMNS,
  rowOf: (item) => rowOf(item, to, way),
  onSent: (item) => way.link('call', item.told.call?.id ?? '', item.id),
});

async function rowOf(item: Item, to: DestinationTold, way: Way): Promise<UploadRow | Outcome> {
  const { call } = item.told;
  const { settings } = to;
  if (!call?.endedAt) return { kind: 'skipped', reason: 'not-over' };
  if (call.direction === 'out') return { kind: 'skipped', reason: 'direction' };
  const before = item.trial ? undefined : await way.linked('call', call.id);
  if (before && before !== item.id) return { kind: 'skipped', reason: 'already-told' };
  const until = item.trial ? null : heldUntil(new Date(call.endedAt), settings, way.now(), GATHERS_MS);
  if (until) return { kind: 'wait', reason: 'on-hold', until };
  const visitor = visitorOf(item.told, settings, way.now());
  if (typeof visitor !== 'string')
    return { by: visitor.by, isStatic: false, cells: { [visitor.by]: visitor.id, ...cellsOf(item, to, way, '0') } };
  if (settings.withoutVisitor !== 'as-static') return { kind: 'skipped', reason: visitor };
  return { by: 'ClientId', isStatic: true, cells: cellsOf(item, to, way, '1') };
}

/** The line without its visitor. */
function cellsOf({ told, trial }: Item, { settings }: DestinationTold, way: Way, isStatic: '0' | '1') {
  const { call, visit } = told;
  if (!call) return {};
  const whole = (seconds: number | null) => `${Math.round(seconds ?? 0)}`;
  const phone = { number: call.number, caller: call.caller ?? '', none: '' }[settings.phone ?? 'number'] ?? '';
  return {
    DateTime: `${Math.floor(Date.parse(call.startedAt) / 1000)}`,
    StaticCall: isStatic,
    ...priceOf(told, settings),
    PhoneNumber: phone,
    TalkDuration: whole(call.talkSeconds),
    HoldDuration: whole(call.waitSeconds),
    CallMissed: call.answeredAt ? '0' : '1',
    Tag: trial ? 'test' : fill(settings.tag || '{tags}', fieldsOf(told)).slice(0, 255),
    FirstTimeCaller: call.firstTime ? '1' : '0',
    URL: visit?.landingPage ?? '',
    CallTrackerURL: way.cardUrl(call.id),
  };
}
