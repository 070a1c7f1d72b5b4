// HubSpot: the contact of whoever calls, found or made while the phone rings; each call on its timeline with the talk and
// where it came from; a deal where the owner wants one; deals back. https://developers.hubspot.com/docs/api-reference
import type { Destination } from '../port.ts';
import { outcomesOf } from './crm/stopped.ts';
import { CRM_BY_DEFAULT, CRM_FIELDS, CRM_REASONS, CRM_TAKES, tellCrm } from './crm/telling.ts';
import { HUBSPOT_OAUTH } from './hubspot/asking.ts';
import { checkHubspot, pollDeals, receiveDeals } from './hubspot/deals.ts';
import { hubspotFields } from './hubspot/far-fields.ts';
import { hubspotCrm } from './hubspot/records.ts';

const POLL_MS = 300_000;

export const hubspot: Destination = {
  kind: 'hubspot',
  group: 'crm',
  fields: [
    { name: 'access', kind: 'choice', required: true, options: ['token', 'sign-in'], example: 'token' },
    { name: 'token', kind: 'secret', required: true, onlyIf: { name: 'access', is: 'token' }, example: 'pat-eu1-…' },
    {
      name: 'clientId',
      kind: 'text',
      required: true,
      onlyIf: { name: 'access', is: 'sign-in' },
      example: '7fff1e36-2d40-4ae1-bbb1-5266d59564fb',
    },
    { name: 'clientSecret', kind: 'secret', required: false, example: '7c3ce02c-…' },
    ...CRM_FIELDS,
    { name: 'pipeline', kind: 'text', required: false, byDefault: 'default', example: 'default' },
    {
      name: 'dealStage',
      kind: 'text',
      required: false,
      byDefault: 'appointmentscheduled',
      example: 'appointmentscheduled',
    },
    { name: 'currency', kind: 'text', required: false, pattern: '[A-Z]{3}', example: 'EUR' },
    { name: 'country', kind: 'text', required: false, pattern: '[A-Z]{2}', byDefault: 'RU', example: 'DE' },
    {
      name: 'contactFields',
      kind: 'mapping',
      required: false,
      example: '{"lifecyclestage": "lead", "city": "{city}"}',
    },
    { name: 'callFields', kind: 'mapping', required: false, example: '{"hs_activity_type": "Incoming call"}' },
    { name: 'dealFields', kind: 'mapping', required: false, example: '{"description": "{landing_page}"}' },
  ],
  takes: CRM_TAKES,
  byDefault: CRM_BY_DEFAULT,
  repeats: 'known',
  reasons: [...CRM_REASONS, 'right-missing', 'field-unknown', 'not-taken'],
  limits: { perSecond: 3, parallel: 4 }, // a delivery asks one to four times; a portal has 10 requests a second, 5 searches
  deliver: (items, to, way) => outcomesOf(items, (item) => tellCrm(item, hubspotCrm(to, way), to, way)),
  check: checkHubspot,
  oauth: () => HUBSPOT_OAUTH,
  receive: receiveDeals,
  poll: { every: POLL_MS, run: pollDeals },
  farFields: hubspotFields,
};
