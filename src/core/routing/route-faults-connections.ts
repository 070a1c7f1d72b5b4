// Faults of a route on the connections whose numbers it serves: what their operators can't do.
import type { StepKind } from './plan.ts';
import type { Route, RouteStep, Whom } from './route.ts';
import type { FaultReason, KnownToRoutes, RouteFault } from './route-faults.ts';
import { reachable, stepNamed } from './route-refs.ts';

type Connection = KnownToRoutes['connections'][number];

export function faultsOfConnections(route: Route, known: KnownToRoutes): RouteFault[] {
  return known.connections.flatMap((connection): RouteFault[] => {
    const { name, numbers } = connection;
    const on = { connection: name, numbers: numbers.slice(0, MOST_NUMBERS) };
    if (connection.capabilities.asking === 'none') return [{ step: null, reason: 'never-asked', with: on }];
    const second = connection.capabilities.inTurn ? NONE : stepsThatRingSecond(route);
    return Object.entries(route.steps).flatMap(([step, settings]) => {
      const faults = ofStep(settings, connection, known);
      if (second.has(step) && !faults.some(([reason]) => reason === ONLY_FIRST)) faults.push([ONLY_FIRST, {}]);
      return faults.map(([reason, words]) => ({ step, reason, with: { ...words, ...on } }));
    });
  });
}

const ONLY_FIRST = 'only-first-rings';
const NONE: ReadonlySet<string> = new Set();

/** Steps that ring when nobody took the call at a step before. */
function stepsThatRingSecond(route: Route): Set<string> {
  const dials = Object.values(route.steps).filter((step) => step.do === 'dial');
  const after = dials.flatMap((step) => [...reachable({ ...route, start: step.else ?? '' })]);
  return new Set(after.filter((name) => stepNamed(route, name)?.do === 'dial'));
}

const MOST_NUMBERS = 20; // more are not read by anybody

/** What a step of a route asks of telephony; null: it is decided before. */
const NEEDS: Record<RouteStep['do'], StepKind | null> = {
  choose: null,
  announce: 'play',
  notice: 'play',
  consent: 'consent',
  menu: 'menu',
  dial: 'dial',
  queue: 'queue',
  voicemail: 'voicemail',
  'call-back': 'call-back',
  'hang-up': 'hangup',
};

type Found = [reason: FaultReason, words: RouteFault['with']];

function ofStep(step: RouteStep, { capabilities }: Connection, known: KnownToRoutes): Found[] {
  const needs = NEEDS[step.do];
  if (needs !== null && !capabilities.steps.includes(needs)) return [['not-able', { needs }]];
  if (step.do !== 'dial' && step.do !== 'queue') return [];
  const rung = whoMayBeRung(step.do === 'dial' ? step.to : [{ team: step.team }], known);
  const managers = step.do === 'dial' ? step.to.filter((whom) => 'is' in whom).length : 0;
  const isTurn = step.do === 'dial' && step.strategy !== 'all-at-once' && rung.length + managers > 1;
  const tooMany = step.strategy === 'all-at-once' && rung.length > capabilities.together;
  return [
    ...(step.whisper && !capabilities.whisper ? [['not-able', { needs: 'whisper' }] as Found] : []),
    ...(step.acceptKey && !capabilities.acceptKey ? [['not-able', { needs: 'accept-key' }] as Found] : []),
    ...(isTurn && !capabilities.inTurn ? [[ONLY_FIRST, {}] as Found] : []),
    ...(tooMany ? [['too-many-at-once', { most: capabilities.together, phones: rung.length }] as Found] : []),
    ...rung
      .filter(({ phone }) => !capabilities.phones.includes(phone.kind))
      .map(({ name, phone }): Found => ['phone-not-rung', { agent: name, phone: phone.kind }]),
  ];
}

// Managers of callers can be anybody, so nobody is held against them.
function whoMayBeRung(to: readonly Whom[], { agents, teams }: KnownToRoutes) {
  const ids = to.flatMap((whom) =>
    'agent' in whom ? [whom.agent] : 'team' in whom ? (teams.get(whom.team)?.members ?? []) : [],
  );
  return [...new Set(ids)].flatMap((id) => agents.get(id) ?? []);
}
