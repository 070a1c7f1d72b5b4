// Calls of ours over HTTP: click-to-call by people and CRMs.
import { z } from 'zod';
import { countryOf, toE164 } from '../core/phone.ts';
import { numbersToShow } from '../store/placing.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

/** Places calls (calls/missed/placing.ts). `ownAgentId`: whose task it is; rung if free and nobody else was asked for. */
export type PlaceDesk = {
  place(request: {
    siteId: string;
    client: string;
    agentId: string | null;
    ownAgentId?: string | null;
    number: string | null;
  }): Promise<
    | { kind: 'placed'; providerCallId: string; agentId: string; number: string }
    | { kind: 'refused'; reason: PlaceRefusal; detail: string }
  >;
};
type PlaceRefusal = keyof typeof REFUSED | 'operator-refused';

/** The routes about calls of ours, below /api/v1. */
export function placingRoutes(api: Api, deps: ApiDeps) {
  api.post(
    '/sites/:site/calls/place',
    {
      schema: {
        ...{ params: z.object({ site: z.uuid() }), body: wire.PlaceCall, response: { 201: wire.PlacedCall } },
        tags: ['calls'],
        description:
          'Click-to-call: rings the agent first, then the client. What becomes of it is told as of any call.',
      },
    },
    async ({ person, params, body: { agent, phone, number } }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const like = (await numbersToShow(deps.db, site.id, ''))[0]?.e164;
      const client = toE164(phone, (like && countryOf(like)) ?? '');
      if (client.kind !== 'phone')
        throw new Problem(400, 'not-a-phone', 'phone: this is not a phone number. Write it like +74951234567.');
      const asked = { siteId: site.id, client: client.e164, agentId: agent ?? null, number: number ?? null };
      return reply.code(201).send(await placedOrProblem(deps, asked));
    },
  );
}

/** Places the call; throws the problem that says why it can't be. */
export async function placedOrProblem(
  { placing }: ApiDeps,
  request: Parameters<PlaceDesk['place']>[0],
): Promise<wire.PlacedCall> {
  const placed = await placing.place(request);
  if (placed.kind === 'placed') {
    const { providerCallId, agentId, number } = placed;
    return { providerCallId, agentId, number, phone: request.client };
  }
  if (placed.reason === 'operator-refused')
    throw new Problem(502, placed.reason, `The operator did not take the call: ${placed.detail}`);
  throw new Problem(409, placed.reason, REFUSED[placed.reason]);
}

const REFUSED = {
  'no-such-number': 'number: the site has no such number, or has it no more.',
  'number-places-no-calls':
    'No calls go out through the connection of this number. Give its connection a way out (the operator’s server), or call from another number.',
  'no-number':
    'No calls go out through any connection of this site. Give one a way out (the operator’s server) under Connections.',
  'no-such-agent': 'agent: the site has no such agent.',
  'agent-is-talking': 'This agent is talking just now. Choose another one, or try again after the talk.',
  'nobody-free': 'No agent is free just now. Choose one, or try again in a moment.',
  'client-is-on-the-line': 'A call with this client is going on already.',
} as const;
