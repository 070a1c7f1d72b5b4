import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Route, RouteStep } from '../../../src/api/wire.ts';
import { called, inserted, movedUp, redirected, removed, targetsFor } from './edits.ts';
import { begun, changed, redone, undone } from './history.ts';
import { drawingOf, type Run } from './tree.ts';
import { type Place, reachable, ruleTo, START } from './ways.ts';

const prompt = { text: 'Hello', language: 'en' } as const;
const say = (next: string | null): RouteStep => ({ do: 'announce', prompt, next });
const ringing = {
  strategy: 'in-turn',
  skill: null,
  ringSeconds: 20,
  seconds: 60,
  whisper: null,
  acceptKey: null,
} as const;
const ring = (other: string | null): RouteStep => ({ do: 'dial', to: [{ team: 't' }], else: other, ...ringing });
const message: RouteStep = { do: 'voicemail', prompt: null, seconds: 60, next: null };
const choose = (...refs: (string | null)[]): RouteStep => ({
  do: 'choose',
  rules: refs.slice(0, -1).map((ref) => ruleTo([], ref)),
  else: refs.at(-1) ?? null,
});
const menu = (on: Record<string, string | null>, other: string | null): RouteStep => ({
  ...{ do: 'menu', prompt, seconds: 5, tries: 2, on, else: other },
});
const at = (step: string, way: 'next' | 'else' | `rule:${number}` = 'next'): Place => ({ of: 'step', step, way });

/** A drawing in a line: a > b, lanes in brackets, jumps as ^name (or v for below), ends as a dot. */
function drawn({ cards, tail }: Run): string {
  const names = cards.map(({ name }) => name);
  if (tail.is === 'lanes') {
    const lanes = tail.lanes.map(({ way, run }) => `${way}=${drawn(run)}`).join(' | ');
    return [...names, `(${lanes})`, ...(tail.after ? [drawn(tail.after)] : [])].join(' > ');
  }
  const end = { end: '.', stop: '!', jump: '', missing: '' }[tail.is];
  const to = tail.is === 'jump' ? `${tail.below ? 'v' : '^'}${tail.to}` : tail.is === 'missing' ? `?${tail.to}` : end;
  return [...names, to].join(' > ');
}
const draw = (route: Route) => drawn(drawingOf(route).main);

describe('a drawing', () => {
  test('goes from above to below, and on where nobody answers', () => {
    assert.equal(draw({ start: 'a', steps: { a: say('b'), b: ring('c'), c: message } }), 'a > b > c > .');
    assert.equal(draw({ start: 'a', steps: { a: { do: 'hang-up', cause: 'busy' } } }), 'a > !');
    assert.equal(draw({ start: '', steps: {} }), '.');
  });

  test('parts where ways part, and goes on below where they meet', () => {
    const steps = {
      a: choose('vip', 'known', 'team'),
      vip: ring('team'),
      known: ring('team'),
      team: ring('m'),
      m: message,
    };
    assert.equal(
      draw({ start: 'a', steps }),
      'a > (rule:0=vip > vteam | rule:1=known > vteam | else=vteam) > team > m > .',
    );
  });

  test('draws lanes that never meet apart, keys in the order of a telephone', () => {
    const steps = { a: menu({ 0: 'y', 2: null, 1: 'x' }, 'm'), x: ring(null), y: ring(null), m: message };
    assert.equal(draw({ start: 'a', steps }), 'a > (key:1=x > . | key:2=. | key:0=y > . | else=m > .)');
  });

  test('draws a step where all lanes around it have met, though inner ones meet there, too', () => {
    const steps = { a: choose('b', 'c'), b: choose('x', 'y'), x: say('t'), y: say('t'), c: say('t'), t: message };
    assert.equal(draw({ start: 'a', steps }), 'a > (rule:0=b > (rule:0=x > vt | else=y > vt) | else=c > vt) > t > .');
  });

  test('meets inside a lane what only its own lanes share', () => {
    const steps = { a: choose('b', 'z'), b: choose('x', 'y'), x: say('t'), y: say('t'), t: message, z: message };
    assert.equal(draw({ start: 'a', steps }), 'a > (rule:0=b > (rule:0=x > vt | else=y > vt) > t > . | else=z > .)');
  });

  test('of a wrong route shows every step once: circles as jumps, what nothing leads to apart, what is not there by name', () => {
    const route = { start: 'a', steps: { a: say('b'), b: choose('a', 'no'), lost: say('lost2'), lost2: message } };
    assert.equal(draw(route), 'a > b > (rule:0=^a | else=?no)');
    const { strays, numbers } = drawingOf(route);
    assert.deepEqual(strays.map(drawn), ['lost > lost2 > .']);
    assert.deepEqual([...numbers.keys()], ['a', 'b', 'lost', 'lost2']);
    const circle = { start: '', steps: { p: say('q'), q: say('p') } };
    assert.deepEqual(drawingOf(circle).strays.map(drawn), ['p > q > ^p']);
  });

  test('of any route, made by chance, has every step exactly once', () => {
    let seed = 11;
    const chance = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 400; round++) {
      const names = 'abcdefgh'.slice(0, 1 + chance(8)).split('');
      const any = (): string | null => [...names, null, 'no'][chance(names.length + 2)] ?? null;
      const kinds: (() => RouteStep)[] = [
        () => say(any()),
        () => ring(any()),
        () => choose(any(), any(), any()),
        () => message,
      ];
      const steps = Object.fromEntries(names.map((name) => [name, kinds[chance(4)]!()]));
      const { main, strays, numbers } = drawingOf({ start: 'a', steps });
      assert.deepEqual([...numbers.keys()].sort(), names, JSON.stringify(steps));
      const cards =
        [main, ...strays]
          .map(drawn)
          .join(' ')
          .match(/(?<![\^v?])\b[a-h]\b(?!=)/g) ?? [];
      assert.equal(cards.length, names.length, [main, ...strays].map(drawn).join(' ; '));
    }
  });
});

describe('a change', () => {
  const route: Route = { start: 'a', steps: { a: say('b'), b: ring('c'), c: message } };

  test('puts a step in between, at the beginning and at the end', () => {
    const between = inserted(route, at('a'), say(null));
    assert.deepEqual([between.name, draw(between.route)], ['announce', 'a > announce > b > c > .']);
    assert.equal(draw(inserted(route, START, choose(null, null)).route), 'choose > (rule:0=. | else=a > b > c > .)');
    assert.equal(draw(inserted(route, at('c'), { do: 'hang-up', cause: 'normal' }).route), 'a > b > c > hang-up > !');
    assert.equal(inserted(between.route, at('a'), say(null)).name, 'announce-2');
    assert.equal(draw(inserted({ start: '', steps: {} }, START, message).route), 'voicemail > .');
  });

  test('puts a step in where ways meet: for all of them', () => {
    const meeting = { start: 'a', steps: { a: choose('b', 'c'), b: say('c'), c: message } };
    const { route: more } = inserted(meeting, { of: 'join', to: 'c' }, say(null));
    assert.equal(draw(more), 'a > (rule:0=b > vannounce | else=vannounce) > announce > c > .');
  });

  test('takes a step out and closes the gap; lanes that only it led to go along', () => {
    assert.equal(draw(removed(route, 'b')), 'a > c > .');
    assert.equal(draw(removed(route, 'a')), 'b > c > .');
    const parted = { start: 'a', steps: { a: choose('x', 'c'), x: ring('y'), y: message, c: message } };
    assert.deepEqual(removed(parted, 'a'), { start: 'c', steps: { c: message } });
    assert.deepEqual(removed({ start: 'a', steps: { a: message } }, 'a'), { start: '', steps: {} });
    assert.deepEqual(removed({ start: 'a', steps: { a: say('a') } }, 'a'), { start: '', steps: {} });
  });

  test('leads a way elsewhere; what was behind it goes, unless something else leads there', () => {
    assert.deepEqual(Object.keys(redirected(route, at('a'), null).steps), ['a']);
    assert.deepEqual(Object.keys(redirected(route, at('a'), 'c').steps), ['a', 'c']);
  });

  test('leaves alone what nothing led to before', () => {
    const pasted = { ...route, steps: { ...route.steps, lost: message } };
    assert.ok('lost' in removed(pasted, 'a').steps);
  });

  test('moves a step up; not over a place where ways part', () => {
    assert.equal(draw(movedUp(route, 'b', 'a') ?? route), 'b > a > c > .');
    assert.equal(draw(movedUp(route, 'c', 'b') ?? route), 'a > c > b > .');
    assert.equal(movedUp(route, 'a', null), null);
    const parted = { start: 'a', steps: { a: choose('x', 'c'), x: message, c: message } };
    assert.equal(movedUp(parted, 'x', 'a'), null);
  });

  test('calls a step by another name everywhere', () => {
    const renamed = called(route, 'b', 'ring');
    assert.equal(renamed && draw(renamed), 'a > ring > c > .');
    assert.equal(called(route, 'b', 'a'), null);
    assert.equal(called(route, 'b', ' '), null);
  });

  test('is offered only where it makes no circle', () => {
    assert.deepEqual(targetsFor(route, at('c')), []);
    assert.deepEqual(targetsFor(route, at('a')), ['c']);
    const parted = { start: 'a', steps: { a: choose('x', 'y'), x: message, y: message } };
    assert.deepEqual(targetsFor(parted, at('x')), ['y']);
  });

  test('never leaves a way to a step that is gone', () => {
    const parted = { start: 'a', steps: { a: choose('b', 'c', 'c'), b: say('c'), c: ring('d'), d: message } };
    for (const name of Object.keys(parted.steps)) {
      const left = removed(parted, name);
      assert.deepEqual([...reachable(left, left.start)].sort(), Object.keys(left.steps).sort());
    }
  });
});

describe('history', () => {
  const by = (what: string | null, at: number) => ({ what, at });

  test('goes back and forth, and forgets what was undone when something new is done', () => {
    let history = changed(changed(begun('a'), 'b', by(null, 0)), 'c', by(null, 0));
    history = undone(history);
    assert.equal(history.now, 'b');
    assert.equal(redone(history).now, 'c');
    history = changed(history, 'd', by(null, 0));
    assert.equal(redone(history).now, 'd');
    assert.equal(undone(undone(undone(history))).now, 'a');
  });

  test('takes letters typed into one field for one change, until there is a pause or another field', () => {
    let history = begun('');
    for (const [text, ms] of [
      ['h', 0],
      ['he', 500],
      ['hey', 1900],
    ] as const)
      history = changed(history, text, by('words', ms));
    assert.equal(undone(history).now, '');
    history = changed(history, 'hey!', by('words', 3400));
    assert.equal(undone(history).now, 'hey');
    history = changed(history, 'hey!?', by('other', 3500));
    assert.equal(undone(history).now, 'hey!');
  });
});
