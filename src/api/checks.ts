// Routes of number health: ask for a test call, read what test calls found, and which silences are no chance.
import { z } from 'zod';
import { nextCheckAt } from '../core/numbers/check-schedule.ts';
import { findSilence } from '../core/numbers/silence.ts';
import {
  type CheckNumber,
  findCheckState,
  findNumberToCheck,
  listCheckLines,
  listChecks,
  requestCheck,
} from '../store/checks.ts';
import { silenceFacts } from '../store/silence.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const NumberParams = SiteParams.extend({ number: z.uuid() });
const tags = ['numbers'];

/** The routes about number health, below /api/v1. */
export function checkRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/numbers/:number/checks',
    { schema: { params: NumberParams, response: { 200: wire.CheckList }, tags } },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'number');
      const state = await findCheckState(db, site.id, params.number);
      if (!state) throw notFound('number');
      const number = await findNumberToCheck(db, params.number);
      const next = number ? nextCheckAt(Date.now() / 1000, number) : null;
      return {
        items: await listChecks(db, params.number),
        waiting: state.waiting && { ...state.waiting, notBefore: number ? laterThanNow(number) : null },
        nextAt: next === null ? null : timeOf(next),
        possible: number !== undefined,
        outOfOrderSince: state.outOfOrderSince,
      };
    },
  );

  api.post(
    '/sites/:site/numbers/:number/check',
    { schema: { params: NumberParams, body: wire.CheckRequest, response: { 202: wire.CheckWaiting }, tags } },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site, 'number');
      if (!(await findCheckState(db, site.id, params.number))) throw notFound('number');
      const number = await findNumberToCheck(db, params.number);
      if (!number) throw NO_WAY_OUT;
      if (body.now && !body.force) await refuseBeyondLimit(number);
      const wish = { numberId: number.numberId, origin: 'person', notBefore: new Date(), ...body } as const;
      const id = await requestCheck(db, { id: deps.newId(), ...wish });
      // It may be over by now, and another one asked for because of what it found.
      const state = (await findCheckState(db, site.id, params.number))?.waiting;
      const asked = await findNumberToCheck(db, params.number);
      return reply.code(202).send({
        id,
        requestedAt: state?.id === id ? state.requestedAt : timeOf(Date.now() / 1000),
        running: state?.id !== id || state.running,
        notBefore: asked?.wish?.id === id ? laterThanNow(asked) : null,
      });
    },
  );

  api.get(
    '/sites/:site/numbers/silence',
    { schema: { params: SiteParams, response: { 200: wire.Silence }, tags } },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const now = new Date();
      const facts = await silenceFacts(db, site.id, now);
      const { threshold, callsLearnedFrom, numbers } = findSilence(facts.rates, facts.numbers, facts.days);
      const factOf = new Map(facts.numbers.map((fact) => [fact.id, fact]));
      return {
        at: timeOf(now.getTime() / 1000),
        threshold,
        callsLearnedFrom,
        numbers: numbers.map(({ id, ...found }) => {
          const { e164 = '', since = '' } = factOf.get(id) ?? {};
          return { numberId: id, e164, since, ...found };
        }),
      };
    },
  );

  async function refuseBeyondLimit(number: CheckNumber) {
    const line = (await listCheckLines(db, new Date())).find(
      ({ connectionId }) => connectionId === number.connectionId,
    );
    if (line && line.checksOfDay >= line.checksPerDay)
      throw new Problem(
        409,
        'check-limit',
        `This connection has had its ${line.checksPerDay} checks of the last 24 hours. Ask with "force" to go over the limit, or without "now" to let it wait.`,
      );
  }
}

const NO_WAY_OUT = new Problem(
  409,
  'no-way-out',
  "This number can't be called: it is not in service, or its connection has no outbound address (outboundUri) and caller id for checks (checkCaller).",
);

const timeOf = (seconds: number) => new Date(Math.round(seconds) * 1000).toISOString();

function laterThanNow(number: CheckNumber): string | null {
  const now = Date.now() / 1000;
  const at = nextCheckAt(now, number);
  return at === null || at <= now + 1 ? null : timeOf(at);
}
