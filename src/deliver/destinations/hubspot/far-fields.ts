// What a mapping may fill in HubSpot: properties of contacts, calls and deals that can be written.
import type { DestinationTold, FarField, Way } from '../../port.ts';
import { isObject, objectsIn, textOf } from '../crm/stopped.ts';
import { asking } from './asking.ts';

/** Each with the list it belongs to in its title. */
export async function hubspotFields(to: DestinationTold, way: Way): Promise<FarField[]> {
  const ask = asking(to, way);
  const fields: FarField[] = [];
  for (const kind of ['contacts', 'calls', 'deals']) {
    const { results } = await ask('GET', `/crm/v3/properties/${kind}?archived=false`);
    for (const { name, label, modificationMetadata } of objectsIn(results))
      if (!(isObject(modificationMetadata) && modificationMetadata.readOnlyValue === true))
        fields.push({ name: textOf(name), title: `${textOf(label)} (${kind})` });
  }
  return fields;
}
