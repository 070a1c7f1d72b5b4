// Published routes and all that they name, in memory: a ringing call waits for no database.
import type { Phone } from '../../core/routing/plan.ts';
import type { AgentNow, Condition, Route, Schedule } from '../../core/routing/route.ts';
import { isOpen } from '../../core/routing/schedule.ts';
import type { Db } from '../../store/database.ts';
import { type RouteSite, sitesForRoutes } from '../../store/route-facts.ts';
import { namesForRoutes, type RouteInForce, routesInForce } from '../../store/routes.ts';

/** What of the facts a route asks for; what it does not ask for is not looked up. */
export type Asks = { caller: boolean; visits: boolean; pages: boolean };
export type BookedRoute = RouteInForce & { asks: Asks };
type BookedAgent = {
  id: string;
  name: string;
  phone: Phone;
  skills: Record<string, number>;
  scheduleId: string | null;
};
export type BookedSite = RouteSite & {
  agents: ReadonlyMap<string, BookedAgent>;
  teams: ReadonlyMap<string, { name: string; members: readonly { agent: string; priority: number }[] }>;
  schedules: ReadonlyMap<string, Schedule>;
};
export type RouteBook = {
  route(id: string): BookedRoute | undefined;
  site(id: string): BookedSite | undefined;
  reload(): Promise<void>;
};

/** Reads them; `reload` after any change of routes, agents, teams, schedules or sites. */
export async function openRouteBook(db: Db): Promise<RouteBook> {
  let routes = new Map<string, BookedRoute>();
  let sites = new Map<string, BookedSite>();
  const reload = async () => {
    const [published, names, rows] = await Promise.all([routesInForce(db), namesForRoutes(db), sitesForRoutes(db)]);
    routes = new Map(published.map((route) => [route.id, { ...route, asks: asksOf(route.route) }]));
    sites = new Map(
      rows.map((site) => {
        const { agents = [], teams = [], schedules = [] } = names.get(site.id) ?? {};
        return [site.id, { ...site, agents: byId(agents), teams: byId(teams), schedules: byId(schedules) }];
      }),
    );
  };
  await reload();
  return { route: (id) => routes.get(id), site: (id) => sites.get(id), reload };
}

const byId = <T extends { id: string }>(all: readonly T[]): Map<string, T> => new Map(all.map((one) => [one.id, one]));

/** A site's agents as the board has them; who is not on it yet is free when on shift. */
export function agentsNow(
  site: BookedSite,
  board: ReadonlyMap<string, AgentNow>,
  at: Date,
): ReadonlyMap<string, AgentNow> {
  const now = [...site.agents.values()].map((agent): [string, AgentNow] => {
    const { id, name, phone, skills, scheduleId } = agent;
    const seen = board.get(id);
    if (seen) return [id, seen];
    const schedule = scheduleId === null ? undefined : site.schedules.get(scheduleId);
    const isOnShift = schedule === undefined || isOpen(schedule, at, site.timeZone);
    return [id, { id, name, phone, skills, state: isOnShift ? 'free' : 'off-shift', isOnShift, idleSince: null }];
  });
  return new Map(now);
}

const OF_CALLERS: ReadonlySet<Condition['about']> = new Set(['value', 'tag', 'manager']);

export function asksOf(route: Route): Asks {
  const steps = Object.values(route.steps);
  const conditions = steps.flatMap((step) => (step.do === 'choose' ? step.rules.flatMap((rule) => rule.if) : []));
  const about = (test: (condition: Condition) => boolean) => conditions.some(test);
  const managers = steps.some((step) => step.do === 'dial' && step.to.some((whom) => 'is' in whom));
  const whispers = steps.flatMap((step) =>
    (step.do === 'dial' || step.do === 'queue') && step.whisper && 'text' in step.whisper ? [step.whisper.text] : [],
  );
  const whispered = (places: RegExp) => whispers.some((words) => places.test(words));
  const pages = about((one) => one.about === 'landing-page' || (one.about === 'source' && one.field === 'term'));
  const asksCaller = (one: Condition) =>
    OF_CALLERS.has(one.about) || (one.about === 'caller' && ['known', 'new', 'vip'].includes(one.is));
  return {
    caller: managers || about(asksCaller) || whispered(/\{(caller|calls)\}/),
    visits: pages || about((one) => one.about === 'source') || whispered(/\{(channel|source|campaign|term)\}/),
    pages: pages || whispered(/\{term\}/),
  };
}
