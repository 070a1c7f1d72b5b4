// Deals of Pipedrive coming back: asked for by what was updated since, or told by its webhooks (version 2.0), which are
// kept from strangers by a name and a password. https://pipedrive.readme.io/docs/guide-for-webhooks-v2

import type { DealStatus, FarDeal } from '../../../core/deal.ts';
import { moneyOf } from '../../../core/money.ts';
import type { DestinationTold, Hook, HookAnswer, Outcome, Way } from '../../port.ts';
import { isSameSecret } from '../../same-secret.ts';
import { e164sOf } from '../crm/phones.ts';
import { isObject, objectsIn, outcomeOf, readObject, Stopped, textOf } from '../crm/stopped.ts';
import { type Ask, asking, baseOf } from './asking.ts';

const PAGE = 100;
const PAGES = 200;
const FIRST_DAYS = 30;
const OVERLAP_MS = 60_000;

/** Asks for all that were updated since it was asked last. */
export function pollDeals(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    if (to.settings.dealsBack === 'leave-out') return { kind: 'done' };
    const ask = asking(to, way);
    const kept = await way.linked('cursor', 'deals');
    const since = kept ? Date.parse(kept) - OVERLAP_MS : way.now().getTime() - FIRST_DAYS * 86_400_000;
    let next = '';
    for (let page = 0; page < PAGES; page++) {
      const query = new URLSearchParams({
        updated_since: `${new Date(since).toISOString().slice(0, 19)}Z`,
        ...{ sort_by: 'update_time', sort_direction: 'asc', limit: `${PAGE}`, ...(next && { cursor: next }) },
      });
      const { data, additional_data } = await ask('GET', `/api/v2/deals?${query}`);
      const found = objectsIn(data);
      await takeFound(found, { ask, to, way });
      const last = textOf(found.at(-1)?.update_time);
      if (last) await way.link('cursor', 'deals', last);
      next = isObject(additional_data) ? textOf(additional_data.next_cursor) : '';
      if (!next) break;
    }
    return { kind: 'done' };
  });
}

/** Takes what a webhook tells: which deal was created or changed. It is then asked for. */
export async function receiveDeals(hook: Hook, to: DestinationTold, way: Way): Promise<HookAnswer> {
  if (!isLetIn(hook, to.settings)) return { status: 401 };
  const { meta } = readObject(hook.body);
  if (!isObject(meta) || meta.entity !== 'deal' || meta.action === 'delete') return { status: 200 };
  const id = textOf(meta.entity_id);
  if (!/^\d+$/.test(id)) return { status: 400 };
  const outcome = await outcomeOf(async () => {
    const ask = asking(to, way);
    const { data } = await ask('GET', `/api/v2/deals/${id}`);
    await takeFound(isObject(data) ? [data] : [], { ask, to, way });
    return { kind: 'done' };
  });
  const isOver = outcome.kind === 'done' || (outcome.kind === 'refused' && outcome.reason.startsWith('gone'));
  return { status: isOver ? 200 : 503 }; // told again later
}

function isLetIn({ headers }: Hook, { hookPassword }: DestinationTold['settings']): boolean {
  if (!hookPassword) return false;
  const right = `Basic ${Buffer.from(`dialtrace:${hookPassword}`).toString('base64')}`;
  return isSameSecret(headers.authorization ?? '', right);
}

type With = { ask: Ask; to: DestinationTold; way: Way };

async function takeFound(found: readonly Record<string, unknown>[], { ask, to, way }: With): Promise<void> {
  if (found.length === 0) return;
  const [stages, phones] = [await stagesOf(ask), await phonesOf(found, ask, to)];
  const kept = await way.linked('fields', 'deals');
  const callKey = kept ? textOf(readObject(kept).call_id) : '';
  const deals = found.map((deal) => farDeal(deal, { stages, phones, callKey, base: baseOf(to) }));
  await way.takeDeals(deals.filter((deal) => deal !== null));
}

type Known = {
  stages: ReadonlyMap<string, string>;
  phones: ReadonlyMap<string, string[]>;
  callKey: string;
  base: string;
};
const STATUSES: Readonly<Record<string, DealStatus>> = { open: 'open', won: 'won', lost: 'lost', deleted: 'lost' };

function farDeal(deal: Record<string, unknown>, { stages, phones, callKey, base }: Known): FarDeal | null {
  const { id, title, stage_id, status, value, currency, add_time, update_time, person_id, custom_fields } = deal;
  const [createdAt, changedAt] = [new Date(textOf(add_time)), new Date(textOf(update_time))];
  if (Number.isNaN(createdAt.getTime()) || Number.isNaN(changedAt.getTime())) return null;
  const stage = textOf(stage_id);
  return {
    ...{ farId: textOf(id), phones: phones.get(textOf(person_id)) ?? [], title: textOf(title) || null },
    callId: isObject(custom_fields) && callKey ? textOf(custom_fields[callKey]) || undefined : undefined,
    stage: stage ? { id: stage, name: stages.get(stage) ?? stage } : null,
    status: deal.is_deleted === true ? 'lost' : (STATUSES[textOf(status)] ?? 'open'),
    amount: moneyOf(textOf(value), textOf(currency)),
    ...{ url: `${base}/deal/${textOf(id)}`, createdAt, changedAt },
  };
}

async function stagesOf(ask: Ask): Promise<Map<string, string>> {
  const { data } = await ask('GET', '/api/v2/stages?limit=500');
  return new Map(objectsIn(data).map(({ id, name }) => [textOf(id), textOf(name)]));
}

/** The phones of each deal's person, by the person. */
async function phonesOf(
  deals: readonly Record<string, unknown>[],
  ask: Ask,
  { settings }: DestinationTold,
): Promise<Map<string, string[]>> {
  const ids = [...new Set(deals.map(({ person_id }) => textOf(person_id)).filter(Boolean))];
  if (ids.length === 0) return new Map();
  const { data } = await ask('GET', `/api/v2/persons?ids=${ids.join(',')}&limit=${PAGE}`);
  return new Map(
    objectsIn(data).map(({ id, phones }) => [
      textOf(id),
      e164sOf(
        objectsIn(phones).map(({ value }) => textOf(value)),
        settings.country,
      ),
    ]),
  );
}

/** Whether the token opens what is needed, without a change. */
export function checkPipedrive(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    const { data } = await asking(to, way)('GET', '/api/v2/persons?limit=1');
    if (!Array.isArray(data)) throw new Stopped({ kind: 'refused', reason: 'not-taken: no list of persons came' });
    return { kind: 'done' };
  });
}
