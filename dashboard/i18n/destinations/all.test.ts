import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { DESTINATIONS } from '../../../src/deliver/destinations.ts';
import { houseReason } from '../../words/destination.ts';
import { speaker } from '../../words/speaker.ts';
import { destinationWords } from './all.ts';
import type { DestinationWords } from './words.ts';

type Language = keyof DestinationWords;

/** What its declaration asks for in one language and nobody has said, and what is said of nothing. */
function gaps(kind: string, language: Language): string[] {
  const declared = DESTINATIONS.get(kind);
  const words = destinationWords[kind]?.[language];
  if (!declared || !words) return [`${kind} ${language}`];
  const choices = declared.fields.flatMap(({ name, options = [] }) => options.map((option) => [name, option] as const));
  const missing = [
    ...[words.name ? '' : 'name', words.about ? '' : 'about'],
    ...declared.fields.map(({ name }) => (words.fields[name]?.label ? '' : `fields.${name}.label`)),
    ...choices.map(([name, option]) => (words.options?.[name]?.[option] ? '' : `options.${name}.${option}`)),
    ...declared.reasons.map((reason) => (words.reasons[reason] ? '' : `reasons.${reason}`)),
  ].filter(Boolean);
  const fields = declared.fields.map(({ name }) => name);
  const idle = [
    ...Object.keys(words.fields).filter((name) => !fields.includes(name)),
    ...Object.keys(words.reasons).filter((reason) => !declared.reasons.includes(reason)),
    ...Object.entries(words.options ?? {}).flatMap(([name, options]) =>
      Object.keys(options).flatMap((option) =>
        choices.some(([field, value]) => field === name && value === option) ? [] : [`${name}.${option}`],
      ),
    ),
  ];
  return [...missing.map((what) => `missing: ${what}`), ...idle.map((what) => `nothing has: ${what}`)];
}

describe('each destination has words for its name, its form and its reasons in both languages', () => {
  for (const kind of DESTINATIONS.keys()) {
    test(kind, () => {
      assert.deepEqual({ en: gaps(kind, 'en'), ru: gaps(kind, 'ru') }, { en: [], ru: [] });
    });
  }
});

test('there are no words of a destination that does not exist', () => {
  assert.deepEqual(
    Object.keys(destinationWords).filter((kind) => !DESTINATIONS.has(kind)),
    [],
  );
});

describe('what is asked as an example fits what is asked for', () => {
  for (const { kind, fields } of DESTINATIONS.values()) {
    test(kind, () => {
      const odd = fields.filter(
        ({ pattern, example, kind: of }) =>
          pattern && of !== 'secret' && !new RegExp(`^(?:${pattern})$`, 's').test(example),
      );
      assert.deepEqual(
        odd.map(({ name }) => name),
        [],
      );
    });
  }
});

test('each reason that is written where destinations are told has words: of its kind, or of the house', async () => {
  const declared = new Set([...DESTINATIONS.values()].flatMap(({ reasons }) => reasons));
  const t = await speaker('en');
  const files = globSync(path.resolve(import.meta.dirname, '../../../src/deliver/**/*.ts'));
  const wordless = files
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/reason: [`']([a-z][a-z0-9-]+)(?=[`':])/g)])
    .map(([, code = '']) => code)
    .filter((code) => !declared.has(code) && !houseReason(code, t));
  assert.deepEqual([...new Set(wordless)], []);
});
