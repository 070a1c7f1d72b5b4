// Destinations over HTTP: what is told of calls, how it went, and once more.
import { z } from 'zod';
import {
  attemptsOf,
  deliveriesByDay,
  deliveriesOfCall,
  deliveryCounts,
  listDeliveries,
} from '../reports/deliveries.ts';
import { transaction } from '../store/database.ts';
import { replayDeliveries, tellPast } from '../store/deliveries.ts';
import {
  type DestinationRow,
  deliveryOf,
  insertDestination,
  listDestinations,
  pauseDestination,
  removeDestination,
  resumeDestination,
  siteOfDestination,
  updateDestination,
} from '../store/destinations.ts';
import { type Api, type ApiDeps, callOf, siteOf } from './deps.ts';
import { refuse, settingsOf } from './destination-settings.ts';
import { known } from './known.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const Params = z.object({ destination: z.uuid() });
const tags = ['destinations'];
const DAYS = 30;

/** The routes about destinations, below /api/v1. */
export function destinationRoutes(api: Api, deps: ApiDeps) {
  const { db, deliveries } = deps;
  const shown = async (siteId: string): Promise<wire.Destination[]> => {
    const counts = await deliveryCounts(db, siteId);
    const kinds = new Map(deliveries.kinds().map((facts) => [facts.kind, facts]));
    return (await listDestinations(db, siteId)).map(({ siteId: _, failures: __, restsUntil, hookToken, ...row }) => ({
      ...row,
      secretsSet: row.secretsSet.filter((name) => kinds.get(row.kind)?.fields.some((field) => field.name === name)),
      // an application of its owner's is what lets us in by signing in; a key needs none
      signedIn: kinds.get(row.kind)?.signsIn && row.settings.clientId ? row.secretsSet.includes('accessToken') : null,
      hookUrl: kinds.get(row.kind)?.receives ? deliveries.hookUrl({ id: row.id, hookToken }) : null,
      restsUntil: restsUntil?.toISOString() ?? null,
      polledAt: row.polledAt?.toISOString() ?? null,
      counts: { ...NONE, ...counts.get(row.id) },
    }));
  };
  const rowOf = async (accountId: string, id: string): Promise<DestinationRow> => {
    const siteId = await siteOfDestination(db, accountId, id);
    const row = siteId && (await listDestinations(db, siteId)).find((one) => one.id === id);
    if (!row) throw notFound('destination');
    return row;
  };
  const one = async ({ siteId, id }: Pick<DestinationRow, 'siteId' | 'id'>) =>
    (await shown(siteId)).find((row) => row.id === id) as wire.Destination;

  const refuseFaults = async (asked: Parameters<typeof deliveries.faults>[0]) =>
    refuse((await deliveries.faults(asked)).map(({ field: name, ...fault }) => ({ name, ...fault })));

  api.get('/destinations/kinds', { schema: { response: { 200: z.array(wire.DestinationKind) }, tags } }, async () =>
    deliveries
      .kinds()
      .map(({ limits, ...facts }) => wire.DestinationKind.parse({ ...facts, perSecond: limits.perSecond })),
  );

  api.get(
    '/sites/:site/destinations',
    { schema: { params: SiteParams, response: { 200: z.array(wire.Destination) }, tags } },
    async ({ person, params }) => shown((await siteOf(deps, person.accountId, params.site)).id),
  );

  api.post(
    '/sites/:site/destinations',
    { schema: { params: SiteParams, body: wire.DestinationCreate, response: { 201: wire.Destination }, tags } },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const kind = deliveries.kinds().find((facts) => facts.kind === body.kind);
      if (!kind) throw new Problem(400, 'invalid', `kind: there is no destination "${body.kind}"`);
      const fields = settingsOf(kind.fields, body.settings, { settings: {}, secretsSet: [] });
      const row = {
        ...{ id: deps.newId(), siteId: site.id, kind: body.kind, name: body.name, ...fields },
        ...{ events: body.events ?? [...kind.byDefault], filter: body.filter ?? {} },
      };
      refuseEvents(kind.takes, row.events);
      await refuseFaults({ kind: row.kind, settings: { ...row.settings, ...row.secrets }, destinationId: null });
      await insertDestination(db, row);
      return reply.code(201).send(await one(row));
    },
  );

  api.patch(
    '/destinations/:destination',
    { schema: { params: Params, body: wire.DestinationPatch, response: { 200: wire.Destination }, tags } },
    async ({ person, params, body }) => {
      const { paused, settings, forget = [], ...fields } = body;
      const row = await rowOf(person.accountId, params.destination);
      const kind = deliveries.kinds().find((facts) => facts.kind === row.kind);
      const kept = { ...row, secretsSet: row.secretsSet.filter((name) => !forget.includes(name)) };
      const written = settings && settingsOf(kind?.fields ?? [], settings, kept);
      const next = { ...row, ...known(fields), settings: written?.settings ?? row.settings };
      refuseEvents(kind?.takes ?? [], next.events);
      if (written) {
        const asked = { ...written.settings, ...written.secrets };
        await refuseFaults({ kind: row.kind, settings: asked, destinationId: row.id });
      }
      await updateDestination(db, { ...next, secrets: written?.secrets ?? {}, forget });
      if (paused === true) await pauseDestination(db, row.id, { by: 'person', why: null });
      if (paused === false) await resumeDestination(db, row.id);
      deliveries.look();
      return one(row);
    },
  );

  api.post(
    '/destinations/:destination/sign-in',
    {
      schema: {
        ...{ params: Params, response: { 200: wire.DestinationSignIn }, tags },
        description: 'Answers with the page where the owner lets us in; they come back to us from there.',
      },
    },
    async ({ person, params }) => {
      const { id } = await rowOf(person.accountId, params.destination);
      const url = await deliveries.beginSignIn(id);
      if (url) return { url };
      throw new Problem(409, 'no-sign-in', 'Nobody signs in at this destination: it takes a key.');
    },
  );

  api.delete(
    '/destinations/:destination',
    { schema: { params: Params, response: { 204: z.null() }, tags } },
    async ({ person, params }, reply) => {
      await removeDestination(db, (await rowOf(person.accountId, params.destination)).id);
      return reply.code(204).send(null);
    },
  );

  api.post(
    '/destinations/:destination/try',
    {
      schema: {
        ...{ params: Params, body: wire.DestinationTry, response: { 200: wire.DestinationTried }, tags },
        description: 'Tells it one event now, or shows what would be sent; the exact requests and answers.',
      },
    },
    async ({ person, params, body }) => {
      const row = await rowOf(person.accountId, params.destination);
      const tried = await deliveries.try({ destinationId: row.id, type: body.type, callId: body.call, dry: body.dry });
      if (tried) return tried;
      throw new Problem(
        409,
        'no-call-yet',
        'There is no call to tell of yet. Call one of your numbers, then try again.',
      );
    },
  );

  api.get(
    '/destinations/:destination/deliveries',
    {
      schema: { params: Params, querystring: wire.DeliveryQuery, response: { 200: wire.DeliveryList }, tags },
    },
    async ({ person, params, query }) => {
      if (query.cursor && !/^\d{1,18}$/.test(query.cursor))
        throw new Problem(400, 'bad-cursor', 'This cursor is not one that this list gave out. Ask without a cursor.');
      const { id } = await rowOf(person.accountId, params.destination);
      return listDeliveries(db, { ...query, destinationId: id });
    },
  );

  api.get(
    '/calls/:call/deliveries',
    {
      schema: {
        ...{ params: z.object({ call: z.uuid() }), response: { 200: z.array(wire.CallDelivery) }, tags },
        description: 'Which destinations were told of the call, and how it went; the newest first.',
      },
    },
    async ({ person, params }) => deliveriesOfCall(db, (await callOf(deps, person.accountId, params.call)).id),
  );

  api.get(
    '/destinations/:destination/deliveries/:delivery/attempts',
    {
      schema: {
        params: Params.extend({ delivery: z.uuid() }),
        response: { 200: z.array(wire.DeliveryAttempt) },
        tags,
      },
    },
    async ({ person, params }) => {
      const { id } = await rowOf(person.accountId, params.destination);
      if (!(await deliveryOf(db, id, params.delivery))) throw notFound('delivery');
      return z.array(wire.DeliveryAttempt).parse(await attemptsOf(db, params.delivery));
    },
  );

  api.get(
    '/destinations/:destination/days',
    { schema: { params: Params, response: { 200: z.array(wire.DeliveryDay) }, tags } },
    async ({ person, params }) => deliveriesByDay(db, (await rowOf(person.accountId, params.destination)).id, DAYS),
  );

  api.post(
    '/destinations/:destination/replay',
    { schema: { params: Params, body: wire.DeliveryReplay, response: { 200: wire.DeliveryReplayed }, tags } },
    async ({ person, params, body }) => {
      const row = await rowOf(person.accountId, params.destination);
      const { past = false, ids, states, types, ...period } = body;
      const [from, to] = [period.from, period.to].map((time) => (time ? new Date(time) : undefined));
      const wanted = { destinationId: row.id, from, to, types };
      if (past && ids) throw new Problem(400, 'invalid', 'past: of a period, not of deliveries that there are');
      refuseEvents(deliveries.kinds().find(({ kind }) => kind === row.kind)?.takes ?? [], types ?? []);
      // Both at once: what is made new is not there yet to be replayed.
      const count = await transaction(db, async (tx) => {
        const again = await replayDeliveries(tx, { ...wanted, ids, states });
        return again + (past ? await tellPast(tx, wanted) : 0);
      });
      deliveries.look();
      return { count };
    },
  );
}

const NONE = { due: 0, sending: 0, done: 0, skipped: 0, lapsed: 0, parked: 0 };

function refuseEvents(takes: readonly string[], events: readonly string[]): void {
  const wrong = events.filter((event) => !takes.includes(event));
  if (wrong.length > 0) throw new Problem(400, 'invalid', `events: it can not be told ${wrong.join(', ')}`);
}
