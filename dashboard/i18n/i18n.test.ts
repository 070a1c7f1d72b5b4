import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speaker } from '../words/speaker.ts';
import { en } from './en.ts';
import { ru } from './ru.ts';
import { firstLanguage } from './start.ts';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ''): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)],
  );
  return new Map(entries);
}

const holes = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort();
const withoutForm = (key: string) => key.replace(/_(few|many)$/, '_other');

test('every sentence has the same holes in both languages', () => {
  const english = flat(en);
  for (const [key, text] of flat(ru as unknown as Tree)) {
    assert.deepEqual(holes(text), holes(english.get(withoutForm(key)) ?? ''), key);
  }
});

test('both languages say the same things', () => {
  const russian = new Set([...flat(ru as unknown as Tree).keys()].map(withoutForm));
  assert.deepEqual([...russian].sort(), [...flat(en).keys()].sort());
});

test('Russian counts calls as Russian does', async () => {
  const t = await speaker('ru');
  const counted = [1, 2, 5, 11, 21, 104].map((count) => t('calls.total', { count }));
  assert.deepEqual(counted, ['1 звонок', '2 звонка', '5 звонков', '11 звонков', '21 звонок', '104 звонка']);
});

test('the first language is the kept one, else the first of the browser that we speak', () => {
  assert.equal(firstLanguage('en', ['ru-RU']), 'en');
  assert.equal(firstLanguage(null, ['de-DE', 'ru', 'en']), 'ru');
  assert.equal(firstLanguage(null, ['de-DE', 'en-US', 'ru']), 'en');
  assert.equal(firstLanguage('klingon', ['fr']), 'en');
});
