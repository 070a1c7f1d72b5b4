import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTICE_KINDS } from '../../core/notice.ts';
import type { CallLine } from '../../reports/calls.ts';
import type { Item } from '../port.ts';
import type { Told } from '../told.ts';
import { quietFaults } from './fields.ts';
import { type MessageOptions, messageOf } from './message.ts';
import { quietUntil, whenTold } from './quiet-hours.ts';
import type { Language } from './words.ts';

const AT = '2026-03-10T11:05:00.000Z'; // 14:05 in Moscow
const CALL: CallLine = {
  ...{ id: '1', siteId: 's', number: '+74955000001', numberKind: 'pool', direction: 'in', spam: null },
  ...{ caller: '+79161234567', callerRaw: null, firstTime: true, status: 'missed', missedReason: 'no-answer' },
  contact: { name: 'Ivan', vip: true, tags: ['regular'], manager: { id: 'm', name: 'Olga' } },
  ...{ startedAt: AT, answeredAt: null, endedAt: '2026-03-10T11:05:25.000Z', waitSeconds: 25, talkSeconds: null },
  ...{ answeredBy: null, hungUpBy: 'caller', whileDown: false, recording: { state: 'none', seconds: null } },
  ...{ tags: ['windows'], category: 'hot' },
  attribution: {
    ...{ model: 'm', repeat: false, visit: null, term: 'buy windows', nobody: 0 },
    campaign: { source: 'yandex', medium: 'cpc', campaign: 'Brand', probability: 0.934 },
    channel: { channel: 'paid-search', probability: 0.99 },
  },
} as CallLine;
const SITE = { id: 's', accountId: 'a', name: 'Shop', timeZone: 'Europe/Moscow', currency: 'RUB' };

const told = (more: Partial<Told> = {}, type: Told['event']['type'] = 'call.finished', at = AT): Told => ({
  event: {
    ...{ id: 'e', siteId: 's', callId: '1', type, revision: 1 },
    ...{ at: new Date(at), toldAt: new Date(at), about: {} },
  },
  ...{ site: SITE, call: CALL, visit: null },
  ...more,
});
const options = (language: Language, settings: Record<string, string> = {}): MessageOptions => ({
  ...{ language, settings, encode: (value) => value, cardUrl: (id) => `https://x.example/calls/${id}` },
});
const factsOf = (one: Told, language: Language) =>
  Object.fromEntries(
    (messageOf(one, options(language))?.parts ?? []).flatMap(({ facts }) =>
      facts.map(({ label, text }) => [label, text]),
    ),
  );

test('a missed call is told with all that helps to call back', () => {
  assert.equal(messageOf(told(), options('en'))?.title, 'Missed call: Ivan (VIP), +7 916 123-45-67');
  assert.deepEqual(factsOf(told(), 'en'), {
    ...{ When: '10 March at 14:05', Why: 'nobody answered', Waited: '0:25', 'First call': 'yes' },
    ...{ Source: 'Paid search: yandex / cpc, 93 %', Campaign: 'Brand', Keyword: 'buy windows' },
    ...{ Called: '+7 495 500-00-01', Manager: 'Olga', Category: 'hot', Tags: 'windows, regular' },
  });
  assert.deepEqual(factsOf(told(), 'ru'), {
    ...{ Когда: '10 марта в 14:05', Почему: 'никто не ответил', Ждал: '0:25', 'Первый звонок': 'да' },
    ...{ Источник: 'Контекстная реклама: yandex / cpc, 93 %', Кампания: 'Brand', 'Ключевое слово': 'buy windows' },
    ...{ 'Звонил на': '+7 495 500-00-01', Менеджер: 'Olga', Категория: 'горячий', Метки: 'windows, regular' },
  });
});

test('each state of a call has its heading', () => {
  const headings = (['ringing', 'talking', 'answered', 'missed', 'cut-off'] as const).map((status) => {
    const call = { ...CALL, status, caller: null, contact: null } as CallLine;
    return messageOf(told({ call }), options('ru'))?.title;
  });
  assert.deepEqual(headings, [
    'Звонит: номер скрыт',
    'Идёт разговор: номер скрыт',
    'Звонок: номер скрыт',
    'Пропущенный звонок: номер скрыт',
    'Звонок оборвался: номер скрыт',
  ]);
});

test('a missed call has words of its own, other calls have others; places are filled as people read them', () => {
  const settings = {
    missedTemplate: '{status}: {caller}, {channel}, {probability}',
    template: '{caller} at {started_at}',
  };
  assert.equal(
    messageOf(told(), options('ru', settings))?.own,
    'Пропущенный звонок: +7 916 123-45-67, Контекстная реклама, 93 %',
  );
  const answered = told({ call: { ...CALL, status: 'answered' } });
  assert.equal(messageOf(answered, options('en', settings))?.own, '+7 916 123-45-67 at 10 March at 14:05');
});

test('every notice has a heading and a sentence in both languages, with no hole in it', () => {
  for (const language of ['en', 'ru'] as const)
    for (const kind of NOTICE_KINDS) {
      const notice = { kind, subject: '', data: { number: '+74955000001' }, ended: false };
      const message = messageOf(told({ call: null, notice }, 'notice.raised'), options(language));
      const words = `${message?.title} ${message?.text}`;
      assert.ok(message?.title && message.text && !/undefined|null|\{/.test(words), `${language} ${kind}: ${words}`);
    }
});

test('a deal is told with its stage and its money', () => {
  const deal = {
    ...{ id: 'd', farId: '7', title: 'Windows', stage: { id: '1', name: 'Contract' }, status: 'won' as const },
    ...{ amount: { minor: 12_500_000, currency: 'RUB' }, url: 'https://crm.example/deals/7' },
  } as unknown as NonNullable<Told['deal']>;
  const message = messageOf(told({ deal }, 'deal.changed'), options('ru'));
  assert.equal(message?.title, 'Сделка выиграна: Windows');
  assert.deepEqual(message?.links, [
    { text: 'Открыть сделку', url: 'https://crm.example/deals/7' },
    { text: 'Открыть карточку', url: 'https://x.example/calls/1' },
  ]);
  assert.deepEqual(message?.parts[0]?.facts[1], { label: 'Сумма', text: '125\u00a0000\u00a0₽' });
});

test('a day without calls says so, and has no empty table', () => {
  const day = {
    ...{ day: '2026-03-09', calls: 0, answered: 0, missed: 0, firstTime: 0, talkSeconds: 0, spam: 0 },
    ...{ missedCallers: 0, recovered: 0, waiting: 0, sources: [], parked: 0 },
  };
  const message = messageOf(told({ call: null, day }, 'day.ended'), options('ru'));
  assert.equal(message?.title, 'Shop: итоги дня, понедельник, 9 марта');
  assert.deepEqual([message?.text, message?.parts], ['В этот день звонков не было.', []]);
});

const QUIET = { quietFrom: '22:00', quietTo: '08:00' };
test('quiet hours go over midnight by the site’s clock, whole at both ends', () => {
  const until = (at: string) => quietUntil(new Date(at), QUIET, 'Europe/Moscow')?.toISOString() ?? null;
  assert.equal(until('2026-03-10T18:59:59Z'), null);
  assert.equal(until('2026-03-10T19:00:00Z'), '2026-03-11T05:00:00.000Z');
  assert.equal(until('2026-03-11T04:59:59Z'), '2026-03-11T05:00:00.000Z');
  assert.equal(until('2026-03-11T05:00:00Z'), null);
  assert.equal(quietUntil(new Date(AT), { quietFrom: '08:00', quietTo: '08:00' }, 'Europe/Moscow'), null);
  assert.equal(quietUntil(new Date(AT), {}, 'Europe/Moscow'), null);
});

test('the night in which the clock is put forward ends at the same hour', () => {
  const until = quietUntil(new Date('2026-03-28T23:00:00Z'), QUIET, 'Europe/Berlin');
  assert.equal(until?.toISOString(), '2026-03-29T06:00:00.000Z'); // 08:00 of summer time
});

const NIGHT = new Date('2026-03-10T23:00:00Z');
const item = (one: Told, trial = false): Item => ({ id: 'i', told: one, memo: {}, trial });
const kindOf = (one: Told, settings: Record<string, string>, trial = false) =>
  whenTold(item(one, trial), { ...QUIET, ...settings }, NIGHT)?.kind ?? 'now';

test('what may disturb at night: nothing, missed calls of VIPs, or all missed calls', () => {
  const usual = told({ call: { ...CALL, contact: null } });
  const answered = told({ call: { ...CALL, status: 'answered' } });
  const each = (quietPasses: string) => [told(), usual, answered].map((one) => kindOf(one, { quietPasses }));
  assert.deepEqual(each('nothing'), ['wait', 'wait', 'wait']);
  assert.deepEqual(each('vip-missed'), ['now', 'wait', 'wait']);
  assert.deepEqual(each('missed'), ['now', 'now', 'wait']);
});

test('that somebody rings is not kept for the morning, and what a person tries is told at once', () => {
  assert.equal(kindOf(told({}, 'call.offered'), {}), 'skipped');
  assert.equal(kindOf(told(), {}, true), 'now');
});

test('a day waits for its hour on the morning after; one told days later does not wait for the next', () => {
  const over = '2026-03-10T21:00:00.000Z'; // midnight in Moscow
  const day = told({ call: null }, 'day.ended', over);
  const at = (now: string, dayAt = '09:30') => whenTold(item(day), { dayAt }, new Date(now));
  assert.deepEqual(at('2026-03-10T21:10:00Z'), {
    ...{ kind: 'wait', reason: 'time-of-day', until: new Date('2026-03-11T06:30:00Z') },
  });
  assert.equal(at('2026-03-11T06:30:00Z'), null);
  assert.equal(at('2026-03-14T00:00:00Z'), null);
  assert.equal(at('2026-03-10T21:10:00Z', '00:00'), null);
});

test('half of the quiet hours is a fault', () => {
  assert.deepEqual(
    [{ quietFrom: '22:00' }, { quietTo: '08:00' }, QUIET, {}].map((settings) => quietFaults(settings)[0]?.field),
    ['quietTo', 'quietFrom', undefined, undefined],
  );
});
