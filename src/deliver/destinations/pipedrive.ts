// Pipedrive: the person who calls, found or made while the phone rings; each call logged with the talk; a lead or a deal
// with where it came from; deals back. https://developers.pipedrive.com/docs/api/v1
import type { Destination } from '../port.ts';
import { outcomesOf } from './crm/stopped.ts';
import { CRM_BY_DEFAULT, CRM_FIELDS, CRM_REASONS, CRM_TAKES, tellCrm } from './crm/telling.ts';
import { PIPEDRIVE_OAUTH } from './pipedrive/asking.ts';
import { checkPipedrive, pollDeals, receiveDeals } from './pipedrive/deals.ts';
import { pipedriveFields } from './pipedrive/fields.ts';
import { pipedriveCrm } from './pipedrive/records.ts';

const POLL_MS = 300_000;

export const pipedrive: Destination = {
  kind: 'pipedrive',
  group: 'crm',
  fields: [
    { name: 'access', kind: 'choice', required: true, options: ['token', 'sign-in'], example: 'token' },
    {
      name: 'company',
      kind: 'text',
      required: true,
      pattern: '[a-z0-9-]{1,60}',
      onlyIf: { name: 'access', is: 'token' },
      example: 'acme',
    },
    { name: 'token', kind: 'secret', required: true, onlyIf: { name: 'access', is: 'token' }, example: '3f2a…' },
    {
      name: 'clientId',
      kind: 'text',
      required: true,
      onlyIf: { name: 'access', is: 'sign-in' },
      example: 'a1b2c3d4e5f6',
    },
    {
      name: 'clientSecret',
      kind: 'secret',
      required: true,
      onlyIf: { name: 'access', is: 'sign-in' },
      example: '9c1f…',
    },
    ...CRM_FIELDS,
    { name: 'dealsAs', kind: 'choice', required: false, options: ['lead', 'deal'], example: 'lead' },
    { name: 'stageId', kind: 'number', required: false, onlyIf: { name: 'dealsAs', is: 'deal' }, example: '1' },
    { name: 'logAs', kind: 'choice', required: false, options: ['call-log', 'activity'], example: 'call-log' },
    {
      name: 'recordings',
      kind: 'choice',
      required: false,
      options: ['attach', 'leave-out'],
      onlyIf: { name: 'logAs', is: 'call-log' },
      example: 'attach',
    },
    { name: 'country', kind: 'text', required: false, pattern: '[A-Z]{2}', byDefault: 'RU', example: 'DE' },
    {
      name: 'personFields',
      kind: 'mapping',
      required: false,
      example: '{"0123456789abcdef0123456789abcdef01234567": "{city}"}',
    },
    {
      name: 'dealFields',
      kind: 'mapping',
      required: false,
      example: '{"0123456789abcdef0123456789abcdef01234567": "{landing_page}"}',
    },
    { name: 'hookPassword', kind: 'secret', required: false, example: 'a long word of your own' },
  ],
  takes: CRM_TAKES,
  byDefault: CRM_BY_DEFAULT,
  repeats: 'known', // by looking up what may have been made
  reasons: [...CRM_REASONS, 'right-missing', 'not-taken', 'no-recording'],
  limits: { perSecond: 3, parallel: 4 }, // of the smallest plan: 20 requests in two seconds, one to four a delivery
  deliver: (items, to, way) => outcomesOf(items, (item) => tellCrm(item, pipedriveCrm(to, way), to, way)),
  check: checkPipedrive,
  oauth: () => PIPEDRIVE_OAUTH,
  receive: receiveDeals,
  poll: { every: POLL_MS, run: pollDeals },
  farFields: pipedriveFields,
};
