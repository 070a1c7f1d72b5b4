import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speaker } from '../../words/speaker.ts';
import { exampleOf, keptWords, outOfPlaces, placesOf, shownWords, typedPlace } from './whisper-words.ts';

const ru = await speaker('ru');
const en = await speaker('en');

test('people read places in their own language, the route keeps its own names', () => {
  const kept = 'реклама: {source}, {campaign}';
  assert.equal(shownWords(kept, ru), 'реклама: [источник], [кампания]');
  assert.equal(keptWords(shownWords(kept, ru), ru), kept);
  assert.equal(keptWords(shownWords(kept, en), en), kept);
  assert.equal(keptWords('реклама: [источни', ru), 'реклама: [источни');
});

test('a place that the route does not know stays as it is written', () => {
  assert.equal(shownWords('{visits} {campagn}', en), '{visits} {campagn}');
  assert.deepEqual(placesOf('[campagn], [source]', en), [{ from: 11, to: 19 }]);
});

test('a place does not stick to the words beside it', () => {
  const put = (shown: string, at: number) => shown.slice(0, at) + typedPlace(shown, at, 'source', en) + shown.slice(at);
  assert.equal(put('advert:', 7), 'advert: [source]');
  assert.equal(put('advert: ', 8), 'advert: [source]');
  assert.equal(put('', 0), '[source]');
  assert.equal(put('advert, spring', 6), 'advert [source], spring');
  assert.equal(put('spring', 0), '[source] spring');
  assert.equal(put('[campaign]', 10), '[campaign] [source]');
});

test('the caret never stands in the midst of a place', () => {
  const places = placesOf('an [source] advert', en); // from 3 to 11
  assert.equal(outOfPlaces(places, 2, 3), 2);
  assert.equal(outOfPlaces(places, 10, 11), 3); // a step to the left
  assert.equal(outOfPlaces(places, 4, 3), 11); // a step to the right
  assert.equal(outOfPlaces(places, 5, 18), 3); // a click
  assert.equal(outOfPlaces(places, 11, 18), 11);
});

test('an example says what the agent will hear, in the language that is spoken', () => {
  assert.equal(exampleOf('реклама: {source}, {campaign}', 'ru'), 'реклама: Яндекс, весна');
  assert.equal(exampleOf('advert: {source},{campaign}', 'en'), 'advert: Google, spring');
  assert.equal(exampleOf('a call, after {visits} visits', 'en'), 'a call');
});
