// Deals of HubSpot coming back: asked for by what was modified since, or told by its webhooks.
// https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests (v3)

import { createHmac } from 'node:crypto';
import type { FarDeal } from '../../../core/deal.ts';
import { moneyOf } from '../../../core/money.ts';
import type { DestinationTold, Hook, HookAnswer, Outcome, Way } from '../../port.ts';
import { isSameSecret } from '../../same-secret.ts';
import { e164sOf } from '../crm/phones.ts';
import { isObject, objectsIn, outcomeOf, readJson, Stopped, textOf } from '../crm/stopped.ts';
import { type Ask, asking, OBJECTS } from './asking.ts';
import { UNIQUE } from './schema.ts';

const PROPERTIES = [
  ...['dealname', 'dealstage', 'pipeline', 'amount', 'deal_currency_code', 'createdate', 'hs_lastmodifieddate'],
  ...['hs_is_closed', 'hs_is_closed_won', UNIQUE.deals],
];
const PAGE = 100;
const PAGES = 100; // a search gives out ten thousand
const FIRST_DAYS = 30;
/** A search may not yet find what was modified just now. */
const OVERLAP_MS = 120_000;

/** Asks for all that were modified since it was asked last. */
export function pollDeals(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    if (to.settings.dealsBack === 'leave-out') return { kind: 'done' };
    const ask = asking(to, way);
    const kept = await way.linked('cursor', 'deals');
    const since = kept ? Number(kept) - OVERLAP_MS : way.now().getTime() - FIRST_DAYS * 86_400_000;
    let after: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const { results, paging } = await ask('POST', `${OBJECTS}/deals/search`, {
        filterGroups: [{ filters: [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: `${since}` }] }],
        sorts: [{ propertyName: 'hs_lastmodifieddate', direction: 'ASCENDING' }],
        ...{ properties: PROPERTIES, limit: PAGE, ...(after && { after }) },
      });
      const found = objectsIn(results);
      await takeFound(found, { ask, to, way });
      const last = found.at(-1);
      const at = isObject(last?.properties) ? Date.parse(textOf(last.properties.hs_lastmodifieddate)) : Number.NaN;
      if (at) await way.link('cursor', 'deals', `${at}`);
      const next = isObject(paging) && isObject(paging.next) ? textOf(paging.next.after) : '';
      if (!next) break;
      after = next;
    }
    return { kind: 'done' };
  });
}

const OLDEST_MS = 300_000;

/** Takes what a webhook of the owner's app tells: which deals have changed. They are then asked for. */
export async function receiveDeals(hook: Hook, to: DestinationTold, way: Way): Promise<HookAnswer> {
  if (!isSigned(hook, to.settings.clientSecret, way)) return { status: 401 };
  const told = objectsIn(readJson(hook.body));
  const ids = told
    .filter(({ subscriptionType }) =>
      /^deal\.(creation|propertyChange|associationChange)$/.test(textOf(subscriptionType)),
    )
    .map((event) => textOf(event.objectId ?? event.fromObjectId));
  const wanted = [...new Set(ids.filter((id) => /^\d+$/.test(id)))];
  const outcome = await outcomeOf(async () => {
    const ask = asking(to, way);
    for (let at = 0; at < wanted.length; at += PAGE) {
      const inputs = wanted.slice(at, at + PAGE).map((id) => ({ id }));
      const { results } = await ask('POST', `${OBJECTS}/deals/batch/read`, { properties: PROPERTIES, inputs });
      await takeFound(objectsIn(results), { ask, to, way });
    }
    return { kind: 'done' };
  });
  return { status: outcome.kind === 'done' ? 204 : 503 }; // told again later
}

function isSigned({ method, path, query, headers, body }: Hook, secret: string | undefined, way: Way): boolean {
  const [signature = '', at = ''] = [headers['x-hubspot-signature-v3'], headers['x-hubspot-request-timestamp']];
  if (!secret || !/^\d{1,15}$/.test(at) || Math.abs(way.now().getTime() - Number(at)) > OLDEST_MS) return false;
  const asked = new URLSearchParams(query).toString();
  const url = way.hookUrl() + path + (asked && `?${asked}`);
  const right = createHmac('sha256', secret)
    .update(method + url + body + at)
    .digest();
  return isSameSecret(Buffer.from(signature, 'base64'), right);
}

type With = { ask: Ask; to: DestinationTold; way: Way };

async function takeFound(found: readonly Record<string, unknown>[], { ask, to, way }: With): Promise<void> {
  if (found.length === 0) return;
  const [stages, phones] = [
    await stagesOf(ask),
    await phonesOf(
      found.map(({ id }) => textOf(id)),
      ask,
      to,
    ),
  ];
  const deals = found.map((deal) => farDeal(deal, { stages, phones, currency: to.settings.currency ?? '' }));
  await way.takeDeals(deals.filter((deal) => deal !== null));
}

type Known = { stages: ReadonlyMap<string, string>; phones: ReadonlyMap<string, string[]>; currency: string };

function farDeal({ id, properties }: Record<string, unknown>, { stages, phones, currency }: Known): FarDeal | null {
  if (!isObject(properties)) return null;
  const of = (name: string) => textOf(properties[name]);
  const [createdAt, changedAt] = [new Date(of('createdate')), new Date(of('hs_lastmodifieddate'))];
  if (Number.isNaN(createdAt.getTime()) || Number.isNaN(changedAt.getTime())) return null;
  const isClosed = of('hs_is_closed') === 'true';
  const code = of('deal_currency_code') || currency;
  return {
    ...{ farId: textOf(id), phones: phones.get(textOf(id)) ?? [], callId: of(UNIQUE.deals) || undefined },
    ...{ title: of('dealname') || null, createdAt, changedAt },
    stage: of('dealstage') ? { id: of('dealstage'), name: stages.get(of('dealstage')) ?? of('dealstage') } : null,
    status: of('hs_is_closed_won') === 'true' ? 'won' : isClosed ? 'lost' : 'open',
    amount: moneyOf(of('amount'), code),
  };
}

async function stagesOf(ask: Ask): Promise<Map<string, string>> {
  const { results } = await ask('GET', '/crm/v3/pipelines/deals');
  const stages = objectsIn(results).flatMap((pipeline) => objectsIn(pipeline.stages));
  return new Map(stages.map(({ id, label }) => [textOf(id), textOf(label)]));
}

/** The phones of each deal's contacts. */
async function phonesOf(
  dealIds: readonly string[],
  ask: Ask,
  { settings }: DestinationTold,
): Promise<Map<string, string[]>> {
  const inputs = dealIds.map((id) => ({ id }));
  const { results } = await ask('POST', '/crm/v4/associations/deals/contacts/batch/read', { inputs });
  const contactsOf = new Map(
    objectsIn(results).map(({ from, to }) => [
      isObject(from) ? textOf(from.id) : '',
      objectsIn(to).map(({ toObjectId }) => textOf(toObjectId)),
    ]),
  );
  const ids = [...new Set([...contactsOf.values()].flat())];
  const phones = new Map<string, string[]>();
  for (let at = 0; at < ids.length; at += PAGE) {
    const read = await ask('POST', `${OBJECTS}/contacts/batch/read`, {
      properties: ['phone', 'mobilephone', UNIQUE.contacts],
      inputs: ids.slice(at, at + PAGE).map((id) => ({ id })),
    });
    for (const { id, properties } of objectsIn(read.results))
      phones.set(
        textOf(id),
        isObject(properties) ? e164sOf(Object.values(properties).map(textOf), settings.country) : [],
      );
  }
  return new Map([...contactsOf].map(([deal, contacts]) => [deal, contacts.flatMap((id) => phones.get(id) ?? [])]));
}

/** Whether the token opens what is needed, without a change. */
export function checkHubspot(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    const ask = asking(to, way);
    const withDeals = to.settings.dealsBack !== 'leave-out' || (to.settings.deals || 'none') !== 'none';
    for (const kind of withDeals ? ['contacts', 'deals'] : ['contacts'])
      if (!Array.isArray((await ask('GET', `${OBJECTS}/${kind}?limit=1`)).results))
        throw new Stopped({ kind: 'refused', reason: 'not-taken: no list of objects came' });
    return { kind: 'done' };
  });
}
