import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentWords, fillWhisper, placesIn, spokenDigits, whisperValues } from './whisper.ts';

test('a whisper says what is known and leaves out, up to the commas, what is not', () => {
  const cases: [words: string, values: Parameters<typeof fillWhisper>[1], said: string | null][] = [
    ['advert: {source}', { source: 'Yandex' }, 'advert: Yandex'],
    ['advert: {source}, {campaign}', { source: 'Yandex', campaign: 'spring' }, 'advert: Yandex, spring'],
    ['advert: {source}, {campaign}', { source: 'Yandex', campaign: null }, 'advert: Yandex'],
    ['advert: {source}, {campaign}', { campaign: 'spring' }, 'spring'],
    ['advert: {source}, call {calls}', {}, null],
    ['a call from the site', {}, 'a call from the site'],
    ['a call, advert {source}', {}, 'a call'],
    ['{channel} {source}, line two', { channel: 'maps' }, 'line two'],
    ['{unheard-of}, line two', { source: 'x' }, 'line two'],
    ['{source}', { source: '   ' }, null],
    ['', {}, null],
    [' , ,', {}, null],
  ];
  for (const [words, values, said] of cases) assert.equal(fillWhisper(words, values), said, words);
});

test('a value is said as it is, even when it looks like a place or a pattern', () => {
  assert.equal(fillWhisper('{campaign}', { campaign: '$& {source}', source: 'x' }), '$& {source}');
});

test('the places of a whisper are found, misspelt ones too', () => {
  assert.deepEqual(placesIn('advert: {source}, {campagn}'), ['source', 'campagn']);
});

const visit = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring', term: null };
const facts = (probability: number) => ({
  number: '+74951234567',
  caller: {
    ...{ e164: '+79161112233', region: null, earlierCalls: 2, lastManager: null, contact: null, isBlocked: false },
  },
  visits: [
    { ...visit, probability, landingPage: null },
    { ...visit, campaign: 'summer', probability: 0.2, landingPage: null },
  ],
});

test('a level of the source is whispered only when its likeliest value has half of the probability', () => {
  const sure = whisperValues(facts(0.5), 'ru');
  assert.deepEqual([sure.channel, sure.source, sure.campaign], ['реклама в поиске', 'Яндекс', 'spring']);
  const unsure = whisperValues(facts(0.49), 'en');
  assert.deepEqual([unsure.channel, unsure.source, unsure.campaign], ['paid search', 'Yandex', null]);
  assert.equal(whisperValues(facts(0.2), 'en').channel, null);
});

test('a caller is whispered by name where the contact has one, else by number, and hidden callers not at all', () => {
  const known = facts(1);
  assert.equal(whisperValues(known, 'ru').caller, '916 111 22 33');
  assert.equal(whisperValues(known, 'ru').calls, '3');
  const contact = { name: 'Анна', vip: false, tags: [], value: 0, manager: null };
  assert.equal(whisperValues({ ...known, caller: { ...known.caller, contact } }, 'ru').caller, 'Анна');
  const hidden = whisperValues({ ...known, caller: { ...known.caller, e164: null } }, 'ru');
  assert.deepEqual([hidden.caller, hidden.calls], [null, null]);
});

test('a number is said in groups', () => {
  assert.equal(spokenDigits('+74951234567'), '495 123 45 67');
  assert.equal(spokenDigits('+4420794'), '4420794');
});

test('an agent is told which key takes the call, after the whisper if there is one', () => {
  const say = (whisper: string | null, acceptKey: string | null) => agentWords(whisper, { acceptKey, language: 'en' });
  assert.equal(say('advert: Yandex', '1'), 'advert: Yandex. Press 1 to take the call.');
  assert.equal(say('Ready? ', '1'), 'Ready. Press 1 to take the call.');
  assert.equal(say(null, '1'), 'Press 1 to take the call.');
  assert.equal(say('advert: Yandex', null), 'advert: Yandex');
  assert.equal(say(null, null), null);
});
