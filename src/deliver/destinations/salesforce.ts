// Salesforce: the contact or lead of whoever calls, found or made while the phone rings; each call as a task with the talk
// and where it came from; opportunities back. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest
import type { Destination } from '../port.ts';
import { outcomesOf } from './crm/stopped.ts';
import { CRM_BY_DEFAULT, CRM_FIELDS, CRM_REASONS, CRM_TAKES, tellCrm } from './crm/telling.ts';
import { salesforceOAuth } from './salesforce/asking.ts';
import { checkSalesforce, pollOpportunities, salesforceFields } from './salesforce/deals.ts';
import { salesforceCrm } from './salesforce/records.ts';

const POLL_MS = 600_000;

export const salesforce: Destination = {
  kind: 'salesforce',
  group: 'crm',
  fields: [
    { name: 'organisation', kind: 'choice', required: true, options: ['production', 'sandbox'], example: 'production' },
    {
      name: 'domain',
      kind: 'text',
      required: false,
      pattern: '[a-z0-9]([a-z0-9-]|\\.sandbox|\\.develop){0,80}',
      example: 'acme',
    },
    { name: 'clientId', kind: 'text', required: true, example: '3MVG9…' },
    { name: 'clientSecret', kind: 'secret', required: true, example: '5B1C…' },
    ...CRM_FIELDS,
    { name: 'companyName', kind: 'text', required: false, byDefault: '[not provided]', example: '[not provided]' },
    { name: 'dealStage', kind: 'text', required: false, byDefault: 'Prospecting', example: 'Prospecting' },
    { name: 'currency', kind: 'text', required: true, pattern: '[A-Z]{3}', example: 'USD' },
    { name: 'multiCurrency', kind: 'flag', required: false, example: 'yes' },
    { name: 'country', kind: 'text', required: false, pattern: '[A-Z]{2}', byDefault: 'RU', example: 'US' },
    {
      name: 'leadFields',
      kind: 'mapping',
      required: false,
      byDefault: '{"LeadSource": "{source}"}',
      example: '{"LeadSource": "{source}", "City": "{city}"}',
    },
    { name: 'taskFields', kind: 'mapping', required: false, example: '{"Campaign__c": "{campaign}"}' },
    { name: 'dealFields', kind: 'mapping', required: false, example: '{"LeadSource": "{source}"}' },
  ],
  takes: CRM_TAKES,
  byDefault: CRM_BY_DEFAULT,
  repeats: 'known', // by asking for what may have been made
  reasons: [...CRM_REASONS, 'right-missing', 'field-unknown', 'not-taken', 'duplicate-rule', 'day-limit'],
  limits: { perSecond: 10, parallel: 4 }, // a day's requests are what is scarce
  deliver: (items, to, way) => outcomesOf(items, (item) => tellCrm(item, salesforceCrm(to, way), to, way)),
  check: checkSalesforce,
  oauth: salesforceOAuth,
  poll: { every: POLL_MS, run: pollOpportunities },
  farFields: salesforceFields,
};
