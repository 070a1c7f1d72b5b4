// Opportunities of Salesforce coming back, by what was modified since; and what can be asked of its forms.

import type { FarDeal } from '../../../core/deal.ts';
import { moneyOf } from '../../../core/money.ts';
import type { DestinationTold, FarField, Outcome, Way } from '../../port.ts';
import { e164sOf } from '../crm/phones.ts';
import { isObject, objectsIn, outcomeOf, textOf } from '../crm/stopped.ts';
import { asking, baseOf, DATA, query } from './asking.ts';

const FIRST_DAYS = 30;
/** A transaction may be seen later than it is dated. */
const OVERLAP_MS = 300_000;
const PAGES = 100;

/** Asks for all that were modified since it was asked last. */
export function pollOpportunities(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    if (to.settings.dealsBack === 'leave-out') return { kind: 'done' };
    const ask = asking(to, way);
    const kept = await way.linked('cursor', 'deals');
    const since = kept ? Date.parse(kept) - OVERLAP_MS : way.now().getTime() - FIRST_DAYS * 86_400_000;
    const isMulti = to.settings.multiCurrency === 'yes';
    const soql = `SELECT Id, Name, StageName, IsClosed, IsWon, Amount, ${isMulti ? 'CurrencyIsoCode, ' : ''}Description, CreatedDate, SystemModstamp, Account.Phone, (SELECT Contact.Phone, Contact.MobilePhone FROM OpportunityContactRoles) FROM Opportunity WHERE SystemModstamp >= ${new Date(since).toISOString()} ORDER BY SystemModstamp`;
    let path = `${DATA}/query?q=${encodeURIComponent(soql)}`;
    for (let page = 0; page < PAGES && path; page++) {
      const { records, nextRecordsUrl } = await ask('GET', path);
      const found = objectsIn(records);
      await way.takeDeals(found.map((one) => farDeal(one, to)).filter((deal) => deal !== null));
      const last = textOf(found.at(-1)?.SystemModstamp);
      if (last) await way.link('cursor', 'deals', last);
      path = textOf(nextRecordsUrl);
    }
    return { kind: 'done' };
  });
}

const CALL = /\/calls\/([0-9a-f-]{36})/;

function farDeal(one: Record<string, unknown>, to: DestinationTold): FarDeal | null {
  const of = (name: string) => textOf(one[name]);
  const [createdAt, changedAt] = [new Date(of('CreatedDate')), new Date(of('SystemModstamp'))];
  if (Number.isNaN(createdAt.getTime()) || Number.isNaN(changedAt.getTime())) return null;
  const roles = isObject(one.OpportunityContactRoles) ? objectsIn(one.OpportunityContactRoles.records) : [];
  const people = [...roles.map(({ Contact }) => Contact), one.Account].filter(isObject);
  const phones = people.flatMap(({ Phone, MobilePhone }) => [textOf(Phone), textOf(MobilePhone)]).filter(Boolean);
  return {
    ...{ farId: of('Id'), phones: e164sOf(phones, to.settings.country), callId: CALL.exec(of('Description'))?.[1] },
    ...{ title: of('Name') || null, url: `${baseOf(to)}/${of('Id')}`, createdAt, changedAt },
    stage: of('StageName') ? { id: of('StageName'), name: of('StageName') } : null,
    status: one.IsWon === true ? 'won' : one.IsClosed === true ? 'lost' : 'open',
    amount: moneyOf(of('Amount'), of('CurrencyIsoCode') || to.settings.currency || ''),
  };
}

/** Whether what is needed can be read, without a change. */
export function checkSalesforce(to: DestinationTold, way: Way): Promise<Outcome> {
  return outcomeOf(async () => {
    const ask = asking(to, way);
    for (const type of ['Lead', 'Contact', 'Task', 'Opportunity']) await query(ask, `SELECT Id FROM ${type} LIMIT 1`);
    return { kind: 'done' };
  });
}

/** What a mapping may fill; each with its object in the title. */
export async function salesforceFields(to: DestinationTold, way: Way): Promise<FarField[]> {
  const ask = asking(to, way);
  const fields: FarField[] = [];
  for (const type of ['Lead', 'Task', 'Opportunity']) {
    const soql = `SELECT QualifiedApiName, Label FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = '${type}' AND IsCalculated = false`;
    for (const { QualifiedApiName, Label } of await query(ask, soql))
      fields.push({ name: textOf(QualifiedApiName), title: `${textOf(Label)} (${type})` });
  }
  return fields;
}
