// Calls of ours: an agent is rung first, then the client, who sees the number they had dialled. What can't be done is
// answered with the reason; what becomes of the call its story tells.
import type { RoutedOrder } from '../../core/routing/place-order.ts';
import type { Sound } from '../../core/routing/plan.ts';
import type { AgentNow } from '../../core/routing/route.ts';
import type { Db } from '../../store/database.ts';
import { agentsOfClient, isOnTheLine, type NumberToShow, numbersToShow } from '../../store/placing.ts';

export type PlaceRequest = {
  siteId: string;
  /** the client's, E.164 */
  client: string;
  /** who talks; null: whom the client knows, else whoever is free */
  agentId: string | null;
  /** whose task it is: rung if free, and nobody else was asked for */
  ownAgentId?: string | null;
  /** E.164 of ours that the client sees; null: the one they dialled last */
  number: string | null;
};
export type PlaceRefusal =
  | 'no-such-number' // the site has not got it, or no more
  | 'number-places-no-calls' // no calls go out through its connection
  | 'no-number' // through no connection of the site
  | 'no-such-agent'
  | 'agent-is-talking'
  | 'nobody-free'
  | 'client-is-on-the-line' // already, with somebody of the site
  | 'operator-refused'; // `detail` says what telephony or the operator answered
export type Placed =
  | { kind: 'placed'; providerCallId: string; agentId: string; number: string }
  | { kind: 'refused'; reason: PlaceRefusal; detail: string };

export type Placing = { place(request: PlaceRequest): Promise<Placed> };
export type PlacingOptions = {
  db: Db;
  newId: () => string;
  now: () => Date;
  /** hands the order to the telephony of its connection; throws an Error that says why it can't be */
  place: (order: RoutedOrder) => Promise<{ providerCallId: string }>;
  /** whether calls go out through the number's connection */
  canPlace: (number: NumberToShow) => boolean;
  /** the site's agents at this moment */
  agentsOf: (siteId: string) => readonly AgentNow[];
  /** what the agent hears before the client is rung */
  whisper: (language: 'ru' | 'en') => Sound | null;
};

const RING_SECONDS = 25;
/** A second click comes before the first one's call is in the log. */
const SAME_CLICK_MS = 5000;

/** Opens the way out. */
export function openPlacing(options: PlacingOptions): Placing {
  const { db, newId, now } = options;
  const lately = new Map<string, number>();

  const begin = async (request: PlaceRequest): Promise<Placed> => {
    const number = numberFor(await numbersToShow(db, request.siteId, request.client), request.number, options.canPlace);
    if (typeof number === 'string') return refused(number);
    if (await isOnTheLine(db, request.siteId, request.client)) return refused('client-is-on-the-line');
    const agent = agentFor(
      options.agentsOf(request.siteId),
      request.agentId,
      request.agentId
        ? []
        : [
            ...(request.ownAgentId ? [request.ownAgentId] : []),
            ...(await agentsOfClient(db, request.siteId, request.client)),
          ],
    );
    if (typeof agent === 'string') return refused(agent);
    const { id, name, phone } = agent;
    const order = {
      ...{ id: newId(), connectionId: number.connectionId, agent: { id, name, phone }, callee: request.client },
      ...{ number: number.e164, whisper: options.whisper(number.language), ringSeconds: RING_SECONDS },
    };
    return options.place(order).then(
      ({ providerCallId }): Placed => ({ kind: 'placed', providerCallId, agentId: id, number: number.e164 }),
      (error: Error) => refused('operator-refused', error.message),
    );
  };

  return {
    async place(request) {
      const key = `${request.siteId} ${request.client}`;
      const at = now().getTime();
      for (const [old, since] of lately) if (at - since > SAME_CLICK_MS) lately.delete(old);
      if (lately.has(key)) return refused('client-is-on-the-line');
      lately.set(key, at);
      const placed = await begin(request).catch((error) => {
        lately.delete(key);
        throw error;
      });
      if (placed.kind === 'refused') lately.delete(key);
      return placed;
    },
  };
}

const refused = (reason: PlaceRefusal, detail = ''): Placed => ({ kind: 'refused', reason, detail });

function numberFor(
  numbers: readonly NumberToShow[],
  wanted: string | null,
  canPlace: PlacingOptions['canPlace'],
): NumberToShow | PlaceRefusal {
  if (wanted === null) return numbers.find(canPlace) ?? 'no-number';
  const number = numbers.find(({ e164 }) => e164 === wanted);
  if (!number) return 'no-such-number';
  return canPlace(number) ? number : 'number-places-no-calls';
}

// Who is chosen by a person is rung even if away: it may be themselves. Nobody is rung out of a talk.
function agentFor(
  agents: readonly AgentNow[],
  wanted: string | null,
  known: readonly string[],
): AgentNow | PlaceRefusal {
  if (wanted !== null) {
    const agent = agents.find(({ id }) => id === wanted);
    if (!agent) return 'no-such-agent';
    return agent.state === 'talking' ? 'agent-is-talking' : agent;
  }
  const free = longestIdleFirst(agents.filter(({ state }) => state === 'free'));
  return known.map((id) => free.find((agent) => agent.id === id)).find((agent) => agent) ?? free[0] ?? 'nobody-free';
}

/** Who has not talked for longest first; nobody knows since when: before all. */
export function longestIdleFirst<T extends Pick<AgentNow, 'idleSince'>>(agents: readonly T[]): T[] {
  return [...agents].sort((one, other) => (one.idleSince?.getTime() ?? 0) - (other.idleSince?.getTime() ?? 0));
}
