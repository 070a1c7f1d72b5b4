import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from '../core/routing/route.ts';
import { wordsOf } from './route-words.ts';

const ringing = { strategy: 'in-turn', skill: null, ringSeconds: 20, seconds: 60 } as const;
const to = [{ team: 't' }];
const ru = (text: string) => ({ text, language: 'ru' }) as const;

test('what a route says is spoken beforehand, but not what depends on the call', () => {
  const route: Route = {
    start: 'hello',
    steps: {
      hello: { do: 'announce', prompt: ru('Здравствуйте'), next: 'tune' },
      tune: { do: 'announce', prompt: { sound: 'abcdefgh' }, next: 'told' },
      told: { do: 'notice', prompt: null, next: 'ring' },
      ring: { do: 'dial', to, ...ringing, whisper: ru('реклама: {source}'), acceptKey: null, else: 'again' },
      again: { do: 'dial', to, ...ringing, whisper: ru('второй круг'), acceptKey: '1', else: 'keyed' },
      keyed: { do: 'dial', to, ...ringing, whisper: null, acceptKey: '5', else: null },
    },
  };
  assert.deepEqual(wordsOf(route, 'en'), [
    { words: 'Здравствуйте', language: 'ru' },
    { words: 'второй круг. Чтобы принять звонок, нажмите 1.', language: 'ru' },
    { words: 'Press 5 to take the call.', language: 'en' },
  ]);
});
