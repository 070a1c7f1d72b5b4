// Calls that a PBX tells of when they are over: for any system that can send a request when a call has ended.
import { findCall } from '../store/calls.ts';
import { findNumberOf } from '../store/numbers.ts';
import type { Api, ApiDeps } from './deps.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

/** POST /calls, below /api/v1. */
export function toldCallRoutes(api: Api, deps: ApiDeps) {
  api.post(
    '/calls',
    { schema: { body: wire.ToldCall, response: { 200: wire.ToldCallAnswer }, tags: ['calls'] } },
    async ({ person, body }) => {
      const number = await findNumberOf(deps.db, person.accountId, body.number);
      if (!number) throw NOT_IN_SERVICE;
      const provider = `api:${number.connectionId}`;
      const { startedAt, answeredAt, endedAt, status = null, ...call } = body;
      const isTold = await deps.operators.told({
        ...{ ...call, provider, status },
        ...{ startedAt: new Date(startedAt), answeredAt: answeredAt ? new Date(answeredAt) : null },
        endedAt: new Date(endedAt),
      });
      const stored = isTold ? await findCall(deps.db, provider, body.id) : undefined;
      if (!stored) throw isTold ? WAITING : NOT_IN_SERVICE;
      return { id: stored.id };
    },
  );
}

const NOT_IN_SERVICE = new Problem(
  409,
  'unknown-number',
  'This number is not among your tracking numbers. Add it first (POST /sites/SITE/numbers), then tell the call again.',
);
const WAITING = new Problem(
  503,
  'store-unavailable',
  'The call is kept and will be listed as soon as the database answers. To tell it again does no harm.',
);
