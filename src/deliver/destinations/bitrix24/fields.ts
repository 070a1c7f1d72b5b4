// What a lead or a deal of Bitrix24 is told of a call: source, UTM marks, and what the owner has mapped.
// https://apidocs.bitrix24.com/api-reference/crm/universal/object-fields.html
import { fill } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import { mappingOf } from '../../mapping.ts';
import type { Item } from '../../port.ts';
import { sourceFieldsOf, sourceWords } from '../crm/source-fields.ts';

type Settings = Readonly<Record<string, string>>;

/** How we name ourselves where Bitrix24 asks which system an element came from. */
export const ORIGINATOR = 'dialtrace';
export const TITLE = '{caller}: {source} {campaign}';

/** Those that change when the call is judged anew. Empty ones are told too: a source may turn out to be none. */
export function sourceOf({ told }: Item, settings: Settings): Record<string, string> {
  const { source, medium, campaign, content, term } = sourceFieldsOf(told);
  return {
    ...{ utmSource: source, utmMedium: medium, utmCampaign: campaign, utmContent: content, utmTerm: term },
    sourceDescription: sourceWords(told),
    ...mappedOf(told, settings),
  };
}

/** Of a new lead or deal. `callId`: by which it is found again. */
export function newFields(item: Item, settings: Settings, callId: string): Record<string, string> {
  const values = fieldsOf(item.told);
  const title = fill(settings.title || TITLE, values)
    .replace(/\s+/g, ' ')
    .replace(/[\s:]+$/, '')
    .trim();
  const known = Object.entries(sourceOf(item, settings)).filter(([, value]) => value !== '');
  return {
    title: item.trial ? `Test: ${title}` : title,
    ...{ sourceId: settings.source || 'CALL', originatorId: ORIGINATOR, originId: callId },
    ...Object.fromEntries(known),
  };
}

function mappedOf(told: Item['told'], { fields }: Settings): Record<string, string> {
  const values = fieldsOf(told);
  return Object.fromEntries(mappingOf(fields).map(([name, template]) => [name, fill(template, values)]));
}
