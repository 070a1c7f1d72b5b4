// A route as it is drawn: runs of cards from above to below; where ways part they lie side by side, and where they meet
// again the drawing goes on below them. Each step has one place; other ways to it are shown as jumps.
import type { Route, RouteStep } from '../../../src/api/wire.ts';
import { mainWay, type Place, type Ref, reachable, START, stepOf, type Way, waysOf } from './ways.ts';

export interface Card {
  name: string;
  step: RouteStep;
  /** what names it here: a new step may be put there */
  at: Place;
}

export interface Lane {
  way: Way;
  run: Run;
}

/** How a run ends. `jump`: with a step drawn elsewhere, or, where `below`, right under the lanes. */
export type Tail =
  | { is: 'end'; at: Place }
  | { is: 'jump'; at: Place; to: string; below: boolean }
  | { is: 'missing'; at: Place; to: string }
  | { is: 'stop' }
  | { is: 'lanes'; of: string; lanes: Lane[]; after: Run | null };

export interface Run {
  cards: Card[];
  tail: Tail;
}

export interface Drawing {
  main: Run;
  /** what nothing leads to */
  strays: Run[];
  /** 1, 2, 3 … from above to below: how steps are called where a way leads to them */
  numbers: ReadonlyMap<string, number>;
}

/** Lays a route out. However wrong the route is, every step of it is drawn once. */
export function drawingOf(route: Route): Drawing {
  const placed = new Set<string>();
  const main = runFrom(START, route.start || null, { route, placed, joins: new Set() });
  const strays: Run[] = [];
  for (const name of headsFirst(route, placed)) {
    if (placed.has(name)) continue;
    strays.push(runFrom({ of: 'join', to: name }, name, { route, placed, joins: new Set() }));
  }
  const names = [main, ...strays].flatMap(namesIn);
  return { main, strays, numbers: new Map(names.map((name, at) => [name, at + 1])) };
}

interface Laying {
  route: Route;
  placed: Set<string>;
  /** steps at which lanes around this run meet below: they are not drawn inside */
  joins: ReadonlySet<string>;
}

function runFrom(at: Place, ref: Ref, laying: Laying): Run {
  const { route, placed, joins } = laying;
  const cards: Card[] = [];
  for (let [place, name] = [at, ref]; ; ) {
    if (name === null) return { cards, tail: { is: 'end', at: place } };
    const step = stepOf(route, name);
    if (!step) return { cards, tail: { is: 'missing', at: place, to: name } };
    if (joins.has(name) || placed.has(name))
      return { cards, tail: { is: 'jump', at: place, to: name, below: joins.has(name) } };
    placed.add(name);
    cards.push({ name, step, at: place });
    const way = mainWay(step);
    if (!way) return { cards, tail: { is: 'stop' } };
    if (waysOf(step).length > 1) return { cards, tail: lanesOf(name, step, laying) };
    place = { of: 'step', step: name, way };
    name = waysOf(step)[0]?.ref ?? null;
  }
}

function lanesOf(of: string, step: RouteStep, laying: Laying): Tail {
  const join = joinOf(step, laying);
  const inside = join === null ? laying : { ...laying, joins: new Set([...laying.joins, join]) };
  const lanes = waysOf(step).map(({ way, ref }) => ({ way, run: runFrom({ of: 'step', step: of, way }, ref, inside) }));
  const after = join === null ? null : runFrom({ of: 'join', to: join }, join, laying);
  return { is: 'lanes', of, lanes, after };
}

/** The first step at which at least two of the lanes meet; null: none, or one that is drawn elsewhere already. */
function joinOf(step: RouteStep, { route, placed, joins }: Laying): string | null {
  const lanes = waysOf(step).map(({ ref }) => reachable(route, ref));
  const met = new Map<string, number>();
  for (const lane of lanes) for (const name of lane) met.set(name, (met.get(name) ?? 0) + 1);
  const beyond = new Set([...joins].flatMap((name) => [...reachable(route, name)]));
  const shared = [...met].filter(([name, times]) => times > 1 && !placed.has(name) && !beyond.has(name));
  // The one that is before the others; in a circle there is none, and ways back are jumps.
  const first = shared.find(([name]) =>
    shared.every(([other]) => other === name || !reachable(route, other).has(name)),
  );
  return first?.[0] ?? null;
}

/** Steps nothing leads to begin runs of their own; the others of them follow, should they lie in a circle. */
function headsFirst(route: Route, placed: ReadonlySet<string>): string[] {
  const left = Object.keys(route.steps).filter((name) => !placed.has(name));
  const led = new Set(left.flatMap((name) => waysOf(route.steps[name] as RouteStep).map(({ ref }) => ref)));
  return [...left.filter((name) => !led.has(name)), ...left.filter((name) => led.has(name))];
}

function namesIn({ cards, tail }: Run): string[] {
  const below = tail.is === 'lanes' ? [...tail.lanes.flatMap(({ run }) => namesIn(run)), ...afterOf(tail)] : [];
  return [...cards.map(({ name }) => name), ...below];
}

const afterOf = ({ after }: { after: Run | null }) => (after ? namesIn(after) : []);
