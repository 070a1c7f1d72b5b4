// What webhooks are told, as the `webhooks` of the OpenAPI document: one for each type of event.
import { z } from 'zod';
import { EVENT_TYPES } from '../core/event.ts';
import { WEBHOOK_EVENTS, webhookBody } from './wire/webhooks.ts';

const header = (name: string, description: string) => ({
  ...{ name, in: 'header', required: true, description, schema: { type: 'string' } },
});
const HEADERS = [
  header(
    'webhook-id',
    'of the event: the same at every try and at every replay. What has it once need not be done twice',
  ),
  header('webhook-timestamp', 'of this try, in seconds since 1970. Refuse what is older than five minutes'),
  header(
    'webhook-signature',
    '`v1,` and the HMAC-SHA256 of `{id}.{timestamp}.{body}` in Base64; while a key is replaced there are two, with a space between',
  ),
];
const ANSWERS = {
  '2XX': { description: 'Taken.' },
  '410': { description: 'Gone: nothing more is sent until the owner resumes it.' },
  default: {
    description: 'Tried again for three days if it may be taken later (408, 425, 429, 5xx; Retry-After is honoured).',
  },
};
const DESCRIPTION =
  'Signed by the Standard Webhooks specification (https://www.standardwebhooks.com). New fields may come: leave aside those you do not know.';

/** Path items by the type of the event. */
export function webhookDescriptions(): Record<string, object> {
  return Object.fromEntries(
    EVENT_TYPES.map((type) => {
      const { $schema: _, ...schema } = z.toJSONSchema(webhookBody(type), { unrepresentable: 'any' });
      const post = {
        ...{ operationId: `webhook ${type}`, summary: WEBHOOK_EVENTS[type].when, description: DESCRIPTION },
        ...{ tags: ['webhooks'], security: [], parameters: HEADERS, responses: ANSWERS },
        requestBody: { required: true, content: { 'application/json': { schema } } },
      };
      return [type, { post }];
    }),
  );
}
