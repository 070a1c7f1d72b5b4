// Fields of our own on Pipedrive's deals (leads have the same): where a call came from, and which call it was, by which a
// deal is found again. A field's name in requests is a key that Pipedrive makes up.
import type { DestinationTold, FarField, Way } from '../../port.ts';
import { isObject, objectsIn, Stopped, textOf } from '../crm/stopped.ts';
import { type Ask, asking } from './asking.ts';

const OURS = {
  call_id: 'Dialtrace: call',
  channel: 'Dialtrace: channel',
  source: 'Dialtrace: source',
  medium: 'Dialtrace: medium',
  campaign: 'Dialtrace: campaign',
  term: 'Dialtrace: keyword',
  probability: 'Dialtrace: probability',
} as const;
type Ours = keyof typeof OURS;
const PAGES = 20;

/** The keys of our fields, made where they are missing. */
export function ensureFields(ask: Ask, way: Way): Promise<Map<Ours, string>> {
  return way.alone('fields', async () => {
    const kept = await way.linked('fields', 'deals');
    if (kept) return new Map(Object.entries(JSON.parse(kept)) as [Ours, string][]);
    const there = new Map((await listFields('dealFields', ask)).map(({ name, title }) => [title, name]));
    const keys = new Map<Ours, string>();
    for (const [place, title] of Object.entries(OURS) as [Ours, string][])
      keys.set(place, there.get(title) ?? (await makeField(title, place, ask)));
    await way.link('fields', 'deals', JSON.stringify(Object.fromEntries(keys)));
    return keys;
  });
}

async function makeField(title: string, place: Ours, ask: Ask): Promise<string> {
  const field_type = place === 'probability' ? 'double' : 'varchar';
  const { data } = await ask('POST', '/api/v2/dealFields', { field_name: title, field_type });
  const key = isObject(data) ? textOf(data.field_code) : '';
  if (!key) throw new Stopped({ kind: 'later', reason: 'not-understood' });
  return key;
}

/** What the call came from, by our fields' keys; what is not known is emptied. */
export function sourceFields(
  keys: ReadonlyMap<Ours, string>,
  values: Readonly<Record<string, string>>,
): Record<string, string | number | null> {
  const filled = [...keys].map(([place, key]): [string, string | number | null] => {
    const value = values[place];
    if (!value) return [key, null];
    return [key, place === 'probability' ? Number(value) : value];
  });
  return Object.fromEntries(filled);
}

async function listFields(which: 'dealFields' | 'personFields', ask: Ask): Promise<FarField[]> {
  const fields: FarField[] = [];
  let cursor = '';
  for (let page = 0; page < PAGES; page++) {
    const { data, additional_data } = await ask(
      'GET',
      `/api/v2/${which}?limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const { field_code, field_name } of objectsIn(data))
      fields.push({ name: textOf(field_code), title: textOf(field_name) });
    cursor = isObject(additional_data) ? textOf(additional_data.next_cursor) : '';
    if (!cursor) break;
  }
  return fields;
}

const OWN_KEY = /^[0-9a-f]{40}$/;

/** What a mapping may fill: the fields that the company has added to persons and deals. */
export async function pipedriveFields(to: DestinationTold, way: Way): Promise<FarField[]> {
  const ask = asking(to, way);
  const [persons, deals] = [await listFields('personFields', ask), await listFields('dealFields', ask)];
  return [
    ...persons.map(({ name, title }) => ({ name, title: `${title} (person)` })),
    ...deals.map(({ name, title }) => ({ name, title: `${title} (deal)` })),
  ].filter(({ name }) => OWN_KEY.test(name));
}
