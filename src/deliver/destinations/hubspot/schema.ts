// Properties of our own in HubSpot: where a call came from, and by which a repeated delivery is known
// (`hasUniqueValue`). Made once, by our first delivery.
import type { Way } from '../../port.ts';
import { objectsIn } from '../crm/stopped.ts';
import type { Ask } from './asking.ts';

export type Kind = 'contacts' | 'calls' | 'deals';
/** By which an object is known: of a contact the phone, E.164; of calls and deals our id of the call. */
export const UNIQUE = { contacts: 'dialtrace_phone', calls: 'dialtrace_call_id', deals: 'dialtrace_call_id' } as const;

const TITLES: Readonly<Record<string, string>> = {
  dialtrace_phone: 'Phone of the caller (Dialtrace)',
  dialtrace_call_id: 'Call (Dialtrace)',
  dialtrace_channel: 'Channel (Dialtrace)',
  dialtrace_source: 'Source (Dialtrace)',
  dialtrace_medium: 'Medium (Dialtrace)',
  dialtrace_campaign: 'Campaign (Dialtrace)',
  dialtrace_term: 'Keyword (Dialtrace)',
  dialtrace_probability: 'Probability of the campaign (Dialtrace)',
  dialtrace_landing_page: 'Landing page (Dialtrace)',
};
const PLACES = ['channel', 'source', 'medium', 'campaign', 'term', 'probability', 'landing_page'] as const;

/** What the call came from, by our properties' names; what is not known is emptied. */
export const sourceProperties = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(PLACES.map((place) => [`dialtrace_${place}`, values[place] ?? '']));

const VERSION = '1';
const GROUP = 'dialtrace';

/** Makes the properties that are missing. */
export function ensureProperties(kind: Kind, ask: Ask, way: Way): Promise<void> {
  return way.alone(`schema ${kind}`, async () => {
    if ((await way.linked('schema', kind)) === VERSION) return;
    const wanted = [UNIQUE[kind], ...PLACES.map((place) => `dialtrace_${place}`)];
    const inputs = wanted.map((name) => ({ name }));
    const { results } = await ask('POST', `/crm/v3/properties/${kind}/batch/read`, { archived: false, inputs });
    const there = new Set(objectsIn(results).map(({ name }) => name));
    const missing = wanted.filter((name) => !there.has(name));
    if (missing.length > 0) {
      const groups = objectsIn((await ask('GET', `/crm/v3/properties/${kind}/groups`)).results);
      if (!groups.some(({ name }) => name === GROUP))
        await ask('POST', `/crm/v3/properties/${kind}/groups`, { name: GROUP, label: 'Dialtrace', displayOrder: -1 });
      await ask('POST', `/crm/v3/properties/${kind}/batch/create`, {
        inputs: missing.map((name) => propertyOf(name, kind)),
      });
    }
    await way.link('schema', kind, VERSION);
  });
}

const propertyOf = (name: string, kind: Kind) => ({
  ...{ name, label: TITLES[name] ?? name, groupName: GROUP, hasUniqueValue: name === UNIQUE[kind] },
  ...(name === 'dialtrace_probability'
    ? { type: 'number', fieldType: 'number' }
    : { type: 'string', fieldType: 'text' }),
});
