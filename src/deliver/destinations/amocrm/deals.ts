// Leads of an account as they stand, as deals: read when it tells that one has changed, and all that changed since the last
// look. Won and lost are statuses 142 and 143 of every pipeline. https://www.amocrm.ru/developers/content/crm_platform/leads-api
import type { FarDeal } from '../../../core/deal.ts';
import { minorDigits } from '../../../core/money.ts';
import type { Outcome } from '../../port.ts';
import { e164sOf } from '../crm/phones.ts';
import { remembered } from '../crm/remembered.ts';
import { textOf } from '../crm/stopped.ts';
import { all, embedded, type Far } from './account.ts';
import { LOST, phonesOf, WON } from './clients.ts';

type Element = Record<string, unknown>;
const PAGE = 250;
const PAGES = 10;
const CURSOR = 'leads';
const FIRST_LOOK_S = 30 * 86_400;

/** All that changed since the last look; the first one goes back thirty days. What is too much for one look waits. */
export async function pollDeals(far: Far): Promise<Outcome> {
  const { way } = far;
  let since = (await way.linked('cursor', CURSOR)) ?? `${Math.floor(way.now().getTime() / 1000) - FIRST_LOOK_S}`;
  let page = 1;
  for (let n = 0; n < PAGES; n++) {
    const question = `filter[updated_at][from]=${since}&order[updated_at]=asc&with=contacts&limit=${PAGE}&page=${page}`;
    const leads = embedded(await far.account.get(`/api/v4/leads?${question}`), 'leads');
    await take(leads, far);
    const last = textOf(leads.at(-1)?.updated_at);
    if (last) await way.link('cursor', CURSOR, last);
    if (leads.length < PAGE) break;
    // By time and not by page: who changes meanwhile goes to the end, and the rest would move up past us.
    page = last === since ? page + 1 : 1;
    since = last;
  }
  return { kind: 'done' };
}

/** These, as they stand now. */
export async function readDeals(ids: readonly number[], far: Far): Promise<void> {
  const query = ids.map((id, n) => `filter[id][${n}]=${id}`).join('&');
  await take(embedded(await far.account.get(`/api/v4/leads?${query}&with=contacts&limit=${PAGE}`), 'leads'), far);
}

async function take(leads: readonly Element[], far: Far): Promise<void> {
  if (leads.length === 0) return;
  const phones = await phonesByContact([...new Set(leads.flatMap(contactsOf))], far);
  const [names, currency] = [await stageNames(far), await currencyOf(far)];
  const told = leads.map(async (lead): Promise<FarDeal> => {
    const id = textOf(lead.id);
    const callId = await far.way.linked('origin', id);
    const known = contactsOf(lead).flatMap((contact) => phones.get(contact) ?? []);
    return farDeal(lead, { phones: known, stage: names.get(stageKey(lead)), currency, callId });
  });
  await far.way.takeDeals(await Promise.all(told));
}

const contactsOf = (lead: Element): number[] => embedded(lead, 'contacts').map(({ id }) => Number(id));
const stageKey = ({ pipeline_id: pipeline, status_id: status }: Element) => `${pipeline} ${status}`;

type With = { phones: string[]; stage: string | undefined; currency: string; callId: string | undefined };

function farDeal(lead: Element, { phones, stage, currency, callId }: With): FarDeal {
  const status = Number(lead.status_id);
  return {
    ...{ farId: textOf(lead.id), phones: [...new Set(phones)], callId, title: textOf(lead.name) || null },
    stage: { id: `${status}`, name: stage ?? `${status}` },
    status: status === WON ? 'won' : status === LOST ? 'lost' : 'open',
    amount: { minor: Math.round(Number(lead.price ?? 0) * 10 ** minorDigits(currency)), currency },
    ...{ createdAt: new Date(Number(lead.created_at) * 1000), changedAt: new Date(Number(lead.updated_at) * 1000) },
  };
}

async function phonesByContact(ids: readonly number[], far: Far): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  for (let from = 0; from < ids.length; from += 50) {
    const query = ids.slice(from, from + 50).map((id, n) => `filter[id][${n}]=${id}`);
    const contacts = await all(`/api/v4/contacts?${query.join('&')}`, 'contacts', far);
    for (const contact of contacts) found.set(Number(contact.id), e164sOf(phonesOf(contact), far.to.settings.country));
  }
  return found;
}

/** By pipeline and status: won and lost bear the same number in each. */
function stageNames(far: Far): Promise<Map<string, string>> {
  return remembered('stages', far.to, far.way, async () => {
    const pipelines = embedded(await far.account.get('/api/v4/leads/pipelines'), 'pipelines');
    const stages = pipelines.flatMap((pipeline) =>
      embedded(pipeline, 'statuses').map(({ id, name }): [string, string] => [
        stageKey({ pipeline_id: pipeline.id, status_id: id }),
        textOf(name),
      ]),
    );
    return new Map(stages);
  });
}

const currencyOf = (far: Far): Promise<string> =>
  remembered(
    'currency',
    far.to,
    far.way,
    async () => textOf((await far.account.get('/api/v4/account'))?.currency) || 'RUB',
  );
