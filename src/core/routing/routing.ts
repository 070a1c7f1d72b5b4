// A route becomes the plan of one call: choices are decided by what is known when it rings, menus keep all their
// branches, and who is rung is named. However bad a route is, its plan has no circle and no call is lost to it: where it
// could ring nobody the site's line is rung.
import type { Next, Plan, PlanTarget, Sound, Step } from './plan.ts';
import { type NobodyWhy, whoIsOnShift, whoRings } from './ringing-order.ts';
import type { AgentNow, Prompt, Ref, Route, RouteStep, RoutingFacts, Trail, Whom } from './route.ts';
import { holds } from './route-conditions.ts';

export type PromptKind =
  | 'announcement'
  | 'notice'
  | 'consent'
  | 'menu'
  | 'whisper'
  | 'voicemail'
  | 'call-back'
  | 'music';
/**
 * The sound of a prompt, if it is there now. `prompt` null: the house's own. A whisper is asked for also where only an
 * accept key is to be told: `acceptKey` is to be said with it.
 */
export type SoundOf = (prompt: Prompt | null, kind: PromptKind, acceptKey: string | null) => Sound | null;

export type CompileOptions = {
  sound: SoundOf;
  /** the site's line, in ringing order */
  line: readonly (PlanTarget & { ringSeconds: number })[];
  /** the name of a step's queue, as telephony will ask for it: [a-z0-9-] */
  queueOf: (step: string) => string;
};
/** `firsts`: who is rung first by each step in which agents take turns, for the next call. */
export type Compiled = { plan: Plan; trail: Trail; firsts: ReadonlyMap<string, string> };

/** Asterisk reads no longer plan (dialplan.ts). */
export const MOST_PLAN_BYTES = 6000;
/** A queue whose turns we don't answer rings so many of its team: enough that somebody takes the call. */
const MOST_RUNG_WITHOUT_US = 20;
const LEAST_RING_SECONDS = 3;
const MOST_RING_SECONDS = 180;
/** How many phones a step rings, the next try when the plan before was too big. */
const MOST_RUNG = [50, 10, 4]; // Asterisk reads no longer list of phones than fifty make

/** The plan of a call, and how the route came to it. */
export function compile(route: Route, facts: RoutingFacts, options: CompileOptions): Compiled {
  for (const mostRung of MOST_RUNG) {
    const { plan, trail, firsts, isShortened } = compileWithin(route, facts, { ...options, mostRung });
    if (planBytes(plan) > MOST_PLAN_BYTES) continue;
    const shortened = noted(route, 'plan-shortened', { most: mostRung });
    return { plan, firsts, trail: isShortened ? [...trail, shortened] : trail };
  }
  const trail = [noted(route, 'plan-too-big', { most: MOST_PLAN_BYTES })];
  return { plan: { record: true, steps: lineSteps(options.line, 0) }, trail, firsts: new Map() };
}

const noted = (route: Route, said: string, words: Trail[number]['with']): Trail[number] => ({
  ...{ step: route.start, do: route.steps[route.start]?.do ?? 'choose', said, with: words, next: null },
});

/** Rings the line one after the other, as steps that begin at `first`. */
export function lineSteps(line: CompileOptions['line'], first: number): Step[] {
  return line.map(({ ringSeconds, ...target }, at) => ({
    ...{ do: 'dial', targets: [target], ringSeconds, whisper: null, acceptKey: null },
    else: at + 1 < line.length ? first + at + 1 : null,
  }));
}

/** As telephony has to carry it. */
export function planBytes(plan: Plan): number {
  return new TextEncoder().encode(JSON.stringify(plan)).length;
}

/** What a way from a step leads to: an index of the plan, the end, or the line, as nobody could be rung. */
type Way = Next | 'line';

/** `mostRung`: how many phones a step rings at most. The plan may be longer than telephony takes. */
export function compileWithin(
  route: Route,
  facts: RoutingFacts,
  options: CompileOptions & { mostRung: number },
): Compiled & { isShortened: boolean } {
  const { sound, line, queueOf, mostRung } = options;
  const steps: (Step | null)[] = [];
  const trail: Trail[number][] = [];
  const firsts = new Map<string, string>();
  const ways = new Map<string, Way>();
  let record = true;
  let isShortened = false;
  let lineAt: number | undefined;

  const walk = (ref: Ref): Way => {
    if (ref === null) return null;
    const known = ways.get(ref);
    if (known !== undefined) return known;
    const step = Object.hasOwn(route.steps, ref) ? route.steps[ref] : undefined;
    if (!step) return 'line'; // what the route meant is not there
    ways.set(ref, 'line'); // should it lead back here before it leads anywhere
    const way = (STEPS[step.do] as (name: string, step: never) => Way)(ref, step as never);
    ways.set(ref, way);
    return way;
  };
  const goOn = (ref: Ref): Next => {
    const way = walk(ref);
    return way === 'line' ? toLine() : way;
  };
  const toLine = (): Next => {
    if (line.length === 0) return null;
    if (lineAt === undefined) {
      lineAt = steps.length;
      steps.push(...lineSteps(line, lineAt));
      const agents = line.map(({ name }) => name);
      trail.push({ step: route.start, do: 'dial', said: 'goes-to-line', with: { agents }, next: null });
    }
    return lineAt;
  };
  const say = (step: string, said: string, words: Trail[number]['with'], next: Ref) => {
    trail.push({ step, do: (route.steps[step] as RouteStep).do, said, with: words, next });
  };
  /** Puts a step in its place before what follows it, so that the plan begins with its first. */
  const put = (make: () => Step): number => {
    const at = steps.push(null) - 1;
    steps[at] = make();
    return at;
  };
  /** A key must lead to a step. */
  const byKey = (ref: Ref): number => goOn(ref) ?? steps.push({ do: 'hangup', cause: 'normal' }) - 1;
  const skipSilent = (name: string, next: Ref): Way => {
    say(name, 'no-sound', {}, next);
    return walk(next);
  };
  const nobody = (name: string, why: NobodyWhy, next: Ref): Way => {
    say(name, 'nobody-to-ring', { why }, next);
    return walk(next) ?? 'line';
  };
  const whisperOf = ({ whisper, acceptKey }: RouteStep & { do: 'dial' | 'queue' }) => ({
    whisper: whisper || acceptKey ? sound(whisper, 'whisper', acceptKey) : null,
    acceptKey,
  });

  const STEPS: { [Do in RouteStep['do']]: (name: string, step: RouteStep & { do: Do }) => Way } = {
    choose(name, { rules, else: otherwise }) {
      const rule = rules.findIndex((one) => one.if.every((condition) => holds(condition, facts)));
      const next = rule === -1 ? otherwise : (rules[rule]?.then ?? null);
      say(name, rule === -1 ? 'no-rule-holds' : 'rule-holds', rule === -1 ? {} : { rule: rule + 1 }, next);
      return walk(next);
    },
    announce(name, { prompt, next }) {
      const found = sound(prompt, 'announcement', null);
      if (found === null) return skipSilent(name, next);
      say(name, 'plays', { sound: found }, next);
      return put(() => ({ do: 'play', sound: found, what: 'announcement', next: goOn(next) }));
    },
    notice(name, { prompt, next }) {
      const found = sound(prompt, 'notice', null);
      if (found === null) {
        record = false; // who can't be told is not recorded
        return skipSilent(name, next);
      }
      say(name, 'plays', { sound: found }, next);
      return put(() => ({ do: 'play', sound: found, what: 'notice', next: goOn(next) }));
    },
    consent(name, { prompt, digit, seconds, next }) {
      const found = sound(prompt, 'consent', null);
      if (found === null) {
        record = false;
        return skipSilent(name, next);
      }
      say(name, 'asks-consent', { sound: found, digit, seconds }, next);
      return put(() => ({ do: 'consent', sound: found, digit, seconds, next: goOn(next) }));
    },
    menu(name, { prompt, seconds, tries, on, else: otherwise }) {
      const found = sound(prompt, 'menu', null);
      if (found === null) return skipSilent(name, otherwise);
      const keys = Object.entries(on);
      say(
        name,
        'asks',
        { sound: found, seconds, tries, keys: keys.map(([key, ref]) => `${key} ${ref ?? ''}`.trim()) },
        otherwise,
      );
      return put(() => ({
        ...{ do: 'menu', sound: found, seconds, tries },
        on: Object.fromEntries(keys.map(([key, ref]) => [key, byKey(ref)])),
        else: goOn(otherwise),
      }));
    },
    dial(name, step) {
      const { to, strategy, skill, else: next } = step;
      const { agents, why } = whoRings({ to, strategy, skill, lastFirst: facts.lastFirst.get(name) ?? null }, facts);
      if (why !== null) return nobody(name, why, next);
      if (strategy === 'round-robin' && agents[0]) firsts.set(name, agents[0].id);
      const turns = turnsOf(step, agents, mostRung);
      isShortened ||= agents.length > mostRung;
      const rung = turns.flatMap((turn) => turn.agents);
      say(name, 'rings', { agents: namesOf(rung), strategy, seconds: turns[0]?.seconds ?? 0 }, next);
      const whispering = whisperOf(step);
      const first = steps.length;
      steps.push(...turns.map(() => null));
      const last = goOn(next);
      turns.forEach((turn, at) => {
        steps[first + at] = {
          ...{ do: 'dial', targets: targetsOf(turn.agents), ringSeconds: turn.seconds, ...whispering },
          else: at + 1 < turns.length ? first + at + 1 : last,
        };
      });
      return first;
    },
    queue(name, step) {
      const { team, music, leave, seconds, ringSeconds, else: next } = step;
      const to: Whom[] = [{ team }];
      const agents = whoIsOnShift(to, facts);
      if (agents.length === 0)
        return nobody(name, facts.teams.get(team)?.members.length ? 'off-shift' : 'none-named', next);
      const most = Math.min(mostRung, MOST_RUNG_WITHOUT_US);
      isShortened ||= most < MOST_RUNG_WITHOUT_US && agents.length > most;
      const teamName = facts.teams.get(team)?.name ?? '';
      say(name, 'waits', { team: teamName, agents: namesOf(agents), seconds }, next);
      return put(() => ({
        ...{ do: 'queue', queue: queueOf(name), targets: targetsOf(agents.slice(0, most)), seconds, ringSeconds },
        music: music === null ? null : sound({ sound: music }, 'music', null),
        leave: leave && { digit: leave.digit, next: goOn(leave.to) },
        ...whisperOf(step),
        else: goOn(next),
      }));
    },
    voicemail(name, { prompt, seconds, next }) {
      const found = sound(prompt, 'voicemail', null);
      say(name, 'takes-message', { seconds }, next);
      return put(() => ({ do: 'voicemail', sound: found, seconds, next: goOn(next) }));
    },
    'call-back'(name, { prompt, next }) {
      const found = sound(prompt, 'call-back', null);
      say(name, 'notes-call-back', {}, next);
      return put(() => ({ do: 'call-back', sound: found, next: goOn(next) }));
    },
    'hang-up'(name, { cause }) {
      say(name, 'ends', { cause }, null);
      return put(() => ({ do: 'hangup', cause }));
    },
  };

  const begin = walk(route.start);
  if (begin === 'line' || begin === null) toLine();
  else if (!steps.some((step) => step && REACHES.has(step.do))) {
    const whole = steps.slice();
    const at = toLine();
    whole.forEach((step, index) => {
      if (step) steps[index] = endingAt(step, at);
    });
  }
  return { plan: { record, steps: steps.filter((step) => step !== null) }, trail, firsts, isShortened };
}

/** Steps after which a call was not in vain, or which end it on purpose. */
const REACHES: ReadonlySet<Step['do']> = new Set(['dial', 'queue', 'voicemail', 'call-back', 'hangup']);

function endingAt(step: Step, end: Next): Step {
  switch (step.do) {
    case 'play':
    case 'consent':
      return { ...step, next: step.next ?? end };
    case 'menu':
      return { ...step, else: step.else ?? end };
    default:
      return step;
  }
}

type Turn = { agents: readonly AgentNow[]; seconds: number };

// Each rings for the step's ring seconds, the last one for what its limit leaves.
function turnsOf(
  { strategy, ringSeconds, seconds }: RouteStep & { do: 'dial' },
  agents: readonly AgentNow[],
  mostRung: number,
): Turn[] {
  const limit = Math.max(LEAST_RING_SECONDS, seconds);
  const each = Math.max(LEAST_RING_SECONDS, Math.min(ringSeconds, limit, MOST_RING_SECONDS));
  if (strategy === 'all-at-once') return [{ agents: agents.slice(0, mostRung), seconds: each }];
  return agents.slice(0, mostRung).flatMap((agent, at) => {
    const left = Math.min(each, limit - at * each);
    return left < LEAST_RING_SECONDS ? [] : [{ agents: [agent], seconds: left }];
  });
}

const targetsOf = (agents: readonly AgentNow[]): PlanTarget[] =>
  agents.map(({ id, name, phone }) => ({ id, name, phone }));
const MOST_NAMES = 20; // a trail is kept with every call
const namesOf = (agents: readonly AgentNow[]): string[] => agents.slice(0, MOST_NAMES).map(({ name }) => name);
