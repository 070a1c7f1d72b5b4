// Addresses of the rooms. Each room is its own chunk; what a room filters by is kept in the address.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { Crashed, NotFound } from './parts/states.tsx';
import { House } from './shell/house.tsx';
import { addressOfWords, words, wordsOfAddress } from './words/address.ts';

const CALL_WORDS = [
  'period',
  'from',
  'to',
  'status',
  'channel',
  'source',
  'campaign',
  'term',
  'first',
  'recorded',
  'direction',
  'spam',
  'q',
] as const;

const REPORT_WORDS = [
  'period',
  'from',
  'to',
  'by',
  'channel',
  'source',
  'medium',
  'campaign',
  'counting',
  'metric',
  'sort',
] as const;

const NUMBER_WORDS = ['state', 'pool', 'trouble', 'q', 'number', 'part'] as const;

const ORDER_WORDS = ['contract'] as const;

/** What the list of calls is filtered by, as it stands in the address. */
export type CallSearch = ReturnType<typeof words<(typeof CALL_WORDS)[number]>>;
/** What the report by source shows, as it stands in the address. */
export type ReportSearch = ReturnType<typeof words<(typeof REPORT_WORDS)[number]>>;

/** Which numbers are listed and which one is open, as it stands in the address. */
export type NumberSearch = ReturnType<typeof words<(typeof NUMBER_WORDS)[number]>>;

export const rootRoute = createRootRoute({
  component: House,
  notFoundComponent: NotFound,
  errorComponent: Crashed,
  validateSearch: (search: Record<string, unknown>) => words(search, ['site']),
  search: { middlewares: [retainSearchParams(['site'])] },
});

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/live' });
  },
});

export const liveRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/live',
  component: lazyRouteComponent(() => import('./rooms/live/live-room.tsx'), 'LiveRoom'),
});

export const callsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls',
  component: lazyRouteComponent(() => import('./rooms/calls/calls-room.tsx'), 'CallsRoom'),
  validateSearch: (search: Record<string, unknown>): CallSearch => words(search, CALL_WORDS),
});

export const callRoute = createRoute({
  getParentRoute: () => callsRoute,
  path: '$callId',
  component: lazyRouteComponent(() => import('./rooms/call/call-panel.tsx'), 'CallPanel'),
});

export const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources',
  component: lazyRouteComponent(() => import('./rooms/sources/sources-room.tsx'), 'SourcesRoom'),
  validateSearch: (search: Record<string, unknown>): ReportSearch => words(search, REPORT_WORDS),
});

export const numbersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/numbers',
  component: lazyRouteComponent(() => import('./rooms/numbers/numbers-room.tsx'), 'NumbersRoom'),
});

export const numberListRoute = createRoute({
  getParentRoute: () => numbersRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./rooms/numbers/number-list.tsx'), 'NumberList'),
  validateSearch: (search: Record<string, unknown>): NumberSearch => words(search, NUMBER_WORDS),
});

export const poolsRoute = createRoute({
  getParentRoute: () => numbersRoute,
  path: 'pools',
  component: lazyRouteComponent(() => import('./rooms/pools/pools-page.tsx'), 'PoolsPage'),
});

export const connectionsRoute = createRoute({
  getParentRoute: () => numbersRoute,
  path: 'connections',
  component: lazyRouteComponent(() => import('./rooms/connections/connections-page.tsx'), 'ConnectionsPage'),
  validateSearch: (search: Record<string, unknown>) => words(search, ['connection']),
});

export const inOrderRoute = createRoute({
  getParentRoute: () => numbersRoute,
  path: 'in-order',
  component: lazyRouteComponent(() => import('./rooms/in-order/in-order-page.tsx'), 'InOrderPage'),
  validateSearch: (search: Record<string, unknown>) => words(search, ORDER_WORDS),
});

const PERIOD_WORDS = ['period', 'from', 'to'] as const;

/** The period a room looks at, as it stands in the address. */
export type PeriodSearch = ReturnType<typeof words<(typeof PERIOD_WORDS)[number]>>;

export const accuracyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/accuracy',
  component: lazyRouteComponent(() => import('./rooms/accuracy/accuracy-room.tsx'), 'AccuracyRoom'),
  validateSearch: (search: Record<string, unknown>): PeriodSearch => words(search, PERIOD_WORDS),
});

const accuracyIndexRoute = createRoute({
  getParentRoute: () => accuracyRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./rooms/accuracy/trust-page.tsx'), 'TrustPage'),
});

const doubtsRoute = createRoute({
  getParentRoute: () => accuracyRoute,
  path: 'doubts',
  component: lazyRouteComponent(() => import('./rooms/doubts/doubts-page.tsx'), 'DoubtsPage'),
});

const learningRoute = createRoute({
  getParentRoute: () => accuracyRoute,
  path: 'learning',
  component: lazyRouteComponent(() => import('./rooms/learning/learning-page.tsx'), 'LearningPage'),
});

export const teamRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/team',
  component: lazyRouteComponent(() => import('./rooms/team/team-room.tsx'), 'TeamRoom'),
});

const boardRoute = createRoute({
  getParentRoute: () => teamRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./rooms/board/board-page.tsx'), 'BoardPage'),
});

const agentsRoute = createRoute({
  getParentRoute: () => teamRoute,
  path: 'agents',
  component: lazyRouteComponent(() => import('./rooms/team/agents-page.tsx'), 'AgentsPage'),
});

const teamsRoute = createRoute({
  getParentRoute: () => teamRoute,
  path: 'teams',
  component: lazyRouteComponent(() => import('./rooms/team/teams-page.tsx'), 'TeamsPage'),
});

const schedulesRoute = createRoute({
  getParentRoute: () => teamRoute,
  path: 'schedules',
  component: lazyRouteComponent(() => import('./rooms/team/schedules-page.tsx'), 'SchedulesPage'),
});

const CLIENT_WORDS = ['q', 'vip', 'tag', 'manager'] as const;

/** What the list of clients is filtered by, as it stands in the address. */
export type ClientSearch = ReturnType<typeof words<(typeof CLIENT_WORDS)[number]>>;

export const clientsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/clients',
  component: lazyRouteComponent(() => import('./rooms/clients/clients-room.tsx'), 'ClientsRoom'),
  validateSearch: (search: Record<string, unknown>): ClientSearch => words(search, CLIENT_WORDS),
});

export const routesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/routes',
  component: lazyRouteComponent(() => import('./rooms/routes/routes-room.tsx'), 'RoutesRoom'),
});

const routeListRoute = createRoute({
  getParentRoute: () => routesRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./rooms/routes/route-list.tsx'), 'RouteList'),
});

const soundsRoute = createRoute({
  getParentRoute: () => routesRoute,
  path: 'sounds',
  component: lazyRouteComponent(() => import('./rooms/sounds/sounds-page.tsx'), 'SoundsPage'),
});

// The editor fills the page by itself: it is no part of the room's frame.
export const routeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/routes/$routeId',
  component: lazyRouteComponent(() => import('./rooms/routes/route-page.tsx'), 'RoutePage'),
});

export const destinationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/destinations',
  component: lazyRouteComponent(() => import('./rooms/destinations/destinations-room.tsx'), 'DestinationsRoom'),
});

export const newDestinationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/destinations/new',
  component: lazyRouteComponent(() => import('./rooms/destinations/new-destination.tsx'), 'NewDestination'),
  validateSearch: (search: Record<string, unknown>) => words(search, ['kind']),
});

const DESTINATION_WORDS = ['part', 'state', 'delivery', 'signed-in', 'why', ...PERIOD_WORDS] as const;

/** Which part of a destination is shown, and which of its deliveries, as it stands in the address. */
export type DestinationSearch = ReturnType<typeof words<(typeof DESTINATION_WORDS)[number]>>;

export const destinationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/destinations/$destinationId',
  component: lazyRouteComponent(() => import('./rooms/destinations/destination-page.tsx'), 'DestinationPage'),
  validateSearch: (search: Record<string, unknown>): DestinationSearch => words(search, DESTINATION_WORDS),
});

export const planRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/plan',
  component: lazyRouteComponent(() => import('./rooms/plan/plan-room.tsx'), 'PlanRoom'),
});

export const installRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/install',
  component: lazyRouteComponent(() => import('./rooms/install/install-room.tsx'), 'InstallRoom'),
});

const MISSED_WORDS = ['state', 'agent', 'q', 'by', ...PERIOD_WORDS] as const;

/** Which missed callers are listed, and what is reported of them, as it stands in the address. */
export type MissedSearch = ReturnType<typeof words<(typeof MISSED_WORDS)[number]>>;

const missedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/missed',
  component: lazyRouteComponent(() => import('./rooms/missed/missed-room.tsx'), 'MissedRoom'),
});

export const missedTasksRoute = createRoute({
  getParentRoute: () => missedRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./rooms/missed/tasks-page.tsx'), 'TasksPage'),
  validateSearch: (search: Record<string, unknown>): MissedSearch => words(search, MISSED_WORDS),
});

export const missedReportRoute = createRoute({
  getParentRoute: () => missedRoute,
  path: 'report',
  component: lazyRouteComponent(() => import('./rooms/missed/report-page.tsx'), 'ReportPage'),
  validateSearch: (search: Record<string, unknown>): MissedSearch => words(search, MISSED_WORDS),
});

const missedSettingsRoute = createRoute({
  getParentRoute: () => missedRoute,
  path: 'settings',
  component: lazyRouteComponent(() => import('./rooms/missed/settings-page.tsx'), 'SettingsPage'),
});

const spamRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/spam',
  component: lazyRouteComponent(() => import('./rooms/spam/spam-room.tsx'), 'SpamRoom'),
});

const markedRoute = createRoute({
  getParentRoute: () => spamRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./rooms/spam/marked-page.tsx'), 'MarkedPage'),
});

const spamCallersRoute = createRoute({
  getParentRoute: () => spamRoute,
  path: 'callers',
  component: lazyRouteComponent(() => import('./rooms/spam/callers-page.tsx'), 'CallersPage'),
});

const spamRulesRoute = createRoute({
  getParentRoute: () => spamRoute,
  path: 'rules',
  component: lazyRouteComponent(() => import('./rooms/spam/rules-page.tsx'), 'RulesPage'),
});

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./rooms/settings/settings-room.tsx'), 'SettingsRoom'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    indexRoute,
    liveRoute,
    callsRoute.addChildren([callRoute]),
    missedRoute.addChildren([missedTasksRoute, missedReportRoute, missedSettingsRoute]),
    spamRoute.addChildren([markedRoute, spamCallersRoute, spamRulesRoute]),
    sourcesRoute,
    numbersRoute.addChildren([numberListRoute, poolsRoute, connectionsRoute, inOrderRoute]),
    teamRoute.addChildren([boardRoute, agentsRoute, teamsRoute, schedulesRoute]),
    clientsRoute,
    accuracyRoute.addChildren([accuracyIndexRoute, doubtsRoute, learningRoute]),
    routesRoute.addChildren([routeListRoute, soundsRoute]),
    routeRoute,
    destinationsRoute,
    newDestinationRoute,
    destinationRoute,
    planRoute,
    installRoute,
    settingsRoute,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: Crashed,
  parseSearch: wordsOfAddress,
  stringifySearch: addressOfWords,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
