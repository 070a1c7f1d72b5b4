// What a lead of amoCRM is told of a call: its tracking fields, and what the owner has mapped.
// https://www.amocrm.ru/developers/content/crm_platform/custom-fields
import { fill } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import { mappingOf } from '../../mapping.ts';
import type { Item } from '../../port.ts';
import { remembered } from '../crm/remembered.ts';
import { sourceFieldsOf } from '../crm/source-fields.ts';
import { textOf } from '../crm/stopped.ts';
import { all, type Far } from './account.ts';

export const NAME = '{caller}: {source} {campaign}';
export type FieldValue = { field_id: number; values: { value: string }[] };
export type FarField = { id: number; code: string; name: string; type: string };

/** The account's fields of leads. */
export function leadFields(far: Far): Promise<FarField[]> {
  return remembered('lead fields', far.to, far.way, async () =>
    (await all('/api/v4/leads/custom_fields', 'custom_fields', far)).map((field) => ({
      ...{ id: Number(field.id), code: textOf(field.code), name: textOf(field.name), type: textOf(field.type) },
    })),
  );
}

/** By the tracking fields' codes; those that the account lacks are left out. */
function trackingOf({ told }: Item): Record<string, string> {
  const { source, medium, campaign, content, term } = sourceFieldsOf(told);
  const { clickIds = {}, clientIds = {}, referrer = '' } = told.visit ?? {};
  return {
    ...{ UTM_SOURCE: source, UTM_MEDIUM: medium, UTM_CAMPAIGN: campaign, UTM_CONTENT: content, UTM_TERM: term },
    ...{ _YM_UID: clientIds.ym ?? '', GCLIENTID: clientIds.ga ?? '', GCLID: clickIds.gclid ?? '' },
    ...{ YCLID: clickIds.yclid ?? '', FBCLID: clickIds.fbclid ?? '', REFERRER: referrer ?? '' },
  };
}

/** Values of fields that the account has. `again`: empty ones too, for a source that turned out to be none. */
export async function fieldValues(item: Item, far: Far, { again = false } = {}): Promise<FieldValue[]> {
  const known = await leadFields(far);
  const values = fieldsOf(item.told);
  const wanted = [
    ...Object.entries(trackingOf(item)),
    ...mappingOf(far.to.settings.fields).map(([name, template]): [string, string] => [name, fill(template, values)]),
  ];
  return wanted.flatMap(([name, value]) => {
    const field = known.find(({ id, code }) => `${id}` === name || (code !== '' && code === name));
    return field && (again || value !== '') ? [{ field_id: field.id, values: [{ value }] }] : [];
  });
}

/** Of a new lead. */
export function leadName({ told, trial }: Item, { to: { settings } }: Far): string {
  const name = fill(settings.name || NAME, fieldsOf(told))
    .replace(/\s+/g, ' ')
    .replace(/[\s:]+$/, '')
    .trim();
  return trial ? `Test: ${name}` : name;
}

/** Where new leads go. */
export const placeOf = ({ to: { settings } }: Far): Record<string, number> => ({
  ...(settings.pipeline ? { pipeline_id: Number(settings.pipeline) } : {}),
  ...(settings.status ? { status_id: Number(settings.status) } : {}),
});
