// People's word on who called, over HTTP: corrections, the visits that may be meant, whose phone it is.
import { z } from 'zod';
import { answersOf, summaryOf, visitChoices } from '../reports/answers.ts';
import { type CorrectionRow, findCorrection } from '../store/corrections.ts';
import { type IdentityRow, listIdentities } from '../store/identities.ts';
import { listPools } from '../store/pools.ts';
import { type Api, type ApiDeps, callOf, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const CallParams = z.object({ call: z.uuid() });

/** The routes about corrections and identities, below /api/v1. */
export function correctionRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;
  const { correcting } = deps.attribution;

  api.get(
    '/calls/:call/answers',
    { schema: { params: CallParams, response: { 200: wire.CallAnswers }, tags: ['calls'] } },
    async ({ person, params }) => {
      await callOf(deps, person.accountId, params.call);
      const [correction, answers] = await Promise.all([findCorrection(db, params.call), answersOf(db, params.call)]);
      return { correction: correction ? correctionOf(correction) : null, answers };
    },
  );

  api.get(
    '/calls/:call/visits',
    {
      schema: {
        ...{ params: CallParams, querystring: wire.VisitChoicesQuery, response: { 200: wire.VisitChoices } },
        tags: ['calls'],
        description:
          'Visits that may have made the call: candidates first, then visits of the 30 days before the call that match q, or without it those that were shown the number.',
      },
    },
    async ({ person, params, query }) => {
      await callOf(deps, person.accountId, params.call);
      return { items: await visitChoices(db, params.call, query.q) };
    },
  );

  api.post(
    '/calls/:call/correction',
    {
      schema: {
        ...{ params: CallParams, body: wire.CorrectionBody, response: { 200: wire.Corrected } },
        tags: ['calls'],
        description:
          "A person's word: it wins over every answer, teaches, and is carried to later calls of the caller.",
      },
    },
    async ({ person, params, body }) => {
      const { siteId } = await callOf(deps, person.accountId, params.call);
      const asked = { siteId, callId: params.call, userId: person.userId, visitId: body.visitId };
      const done = await correcting.correct(asked);
      if (done.kind === 'refused') throw REFUSED[done.reason]();
      return correctedOf(deps, params.call, done);
    },
  );

  api.delete(
    '/calls/:call/correction',
    { schema: { params: CallParams, response: { 200: wire.Corrected }, tags: ['calls'] } },
    async ({ person, params }) => {
      const { siteId } = await callOf(deps, person.accountId, params.call);
      const done = await correcting.withdraw({ siteId, callId: params.call });
      if (done.kind === 'refused')
        throw done.reason === 'not-corrected' ? notFound('correction') : REFUSED[done.reason]();
      return correctedOf(deps, params.call, done);
    },
  );

  api.get(
    '/sites/:site/identities',
    {
      schema: {
        params: SiteParams,
        querystring: wire.Page,
        response: { 200: wire.IdentityList },
        tags: ['attribution'],
      },
    },
    async ({ person, params, query: { cursor, limit } }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      if (cursor !== undefined && !z.uuid().safeParse(cursor).success)
        throw new Problem(400, 'bad-cursor', 'This cursor is not one that this list gave out.');
      const rows = await listIdentities(db, site.id, { before: cursor ?? null, limit: limit + 1 });
      const items = rows.slice(0, limit);
      return { items: items.map(identityOf), nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );

  api.post(
    '/sites/:site/identities',
    {
      schema: {
        ...{ params: SiteParams, body: wire.IdentityCreate, response: { 201: wire.IdentityCreated } },
        tags: ['attribution'],
        description:
          'A form or a CRM says whose phone it is: calls of this phone, those that were made too, are judged by it. Give visitorId or visitId, as dialtrace.ids() on the page tells them.',
      },
    },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const [pool] = await listPools(db, site.id);
      const at = body.at ? new Date(body.at) : new Date();
      const done = await correcting.name({ ...body, at, siteId: site.id, numbersLike: pool?.targetNumber ?? null });
      if (done.kind === 'refused') throw REFUSED[done.reason]();
      return reply.code(201).send({ identity: identityOf(done.identity), rejudged: done.rejudged });
    },
  );

  api.delete(
    '/sites/:site/identities/:identity',
    {
      schema: { params: SiteParams.extend({ identity: z.uuid() }), response: { 204: z.null() }, tags: ['attribution'] },
    },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const done = await correcting.unname({ siteId: site.id, identityId: params.identity });
      if (!done) throw notFound('identity');
      return reply.code(204).send(null);
    },
  );
}

const REFUSED = {
  'no-such-call': () => new Problem(409, 'no-answer-yet', 'This call has no answer yet. Try again in a moment.'),
  'bound-to-source': () =>
    new Problem(
      409,
      'bound-to-source',
      'This number is bound to a source: its calls are of that source by definition.',
    ),
  'no-such-visit': () =>
    new Problem(404, 'no-such-visit', 'This site has no such visit, or it is of another visitor than the one named.'),
  'visit-after-call': () =>
    new Problem(409, 'visit-after-call', 'This visit began after the call. Choose one that began before it.'),
  'not-a-phone': () =>
    new Problem(400, 'not-a-phone', 'phone: this is not a phone number. Write it like +74951234567.'),
  'nobody-named': () =>
    new Problem(400, 'nobody-named', 'Give visitorId or visitId: dialtrace.ids() on the page tells them.'),
  'no-such-visitor': () =>
    new Problem(404, 'no-such-visitor', 'This site has had no visit of this visitor in the last 200 days.'),
} as const;

type Done = Extract<Awaited<ReturnType<ApiDeps['attribution']['correcting']['correct']>>, { kind: 'corrected' }>;

async function correctedOf({ db }: ApiDeps, callId: string, { answer, rejudged }: Done): Promise<wire.Corrected> {
  const correction = await findCorrection(db, callId);
  return { correction: correction ? correctionOf(correction) : null, answer: answer && summaryOf(answer), rejudged };
}

function correctionOf({ id, visitId, visitorId, madeAt, by }: CorrectionRow): wire.Correction {
  return { id, visitId, visitorId, madeAt: madeAt.toISOString(), by };
}

function identityOf({ id, caller, visitorId, visitId, origin, at, createdAt }: IdentityRow): wire.Identity {
  return {
    ...{ id, phone: caller, visitorId, visitId, origin },
    ...{ at: at.toISOString(), createdAt: createdAt.toISOString() },
  };
}
