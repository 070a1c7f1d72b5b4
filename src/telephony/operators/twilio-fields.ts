// The fields of Twilio's requests, and of those who speak as Twilio does, in our words.
// https://www.twilio.com/docs/voice/twiml#request-parameters
import type { LegOutcome } from '../../core/call.ts';
import { formOf } from './hook-body.ts';
import { clean } from './hook-fields.ts';
import type { HookRequest } from './port.ts';

export type TwilioFields = (name: string) => string;

/** Fields of a form (POST) or of the query (GET). */
export function twilioFields(request: HookRequest): TwilioFields {
  const form = formOf(request);
  const given = form.size > 0 ? form : request.query;
  return (name) => clean(given.get(name) ?? '');
}

// What clouds write for a caller who hides: words, or their letters on a keypad (ANONYMOUS, RESTRICTED, UNAVAILABLE …).
const HIDDEN = /^(anonymous|restricted|unavailable|unknown|private|blocked)$/i;
const HIDDEN_KEYS = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);

/** A phone as they write it: a number, or the user of a SIP address; '' : hidden. */
export function phoneOf(text: string): string {
  const user = /^sips?:([^@;]*)/i.exec(text)?.[1] ?? text;
  return HIDDEN.test(user) || HIDDEN_KEYS.has(user) ? '' : user;
}

/** The moment an event happened there (RFC 2822, in whole seconds); ours if it does not say. */
export function eventTime(fields: TwilioFields, request: HookRequest): Date {
  const at = new Date(fields('Timestamp'));
  return Number.isNaN(at.getTime()) ? request.at : at;
}

const FINAL = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);
/** The call is over: nothing we answer is heard any more. */
export const isFinal = (status: string) => FINAL.has(status);

/** Of a phone that did not take the call. */
export function outcomeOf(status: string): LegOutcome {
  if (status === 'busy' || status === 'no-answer' || status === 'canceled') return status;
  return status === 'completed' || status === 'answered' ? 'canceled' : 'unavailable';
}

// SIP answers as causes of ITU-T Q.850, as RFC 3398 § 8.2.6 has them.
const CAUSES: Record<string, number> = {
  200: 16,
  401: 21,
  403: 21,
  404: 1,
  408: 102,
  410: 22,
  480: 18,
  484: 28,
  486: 17,
  487: 16,
  488: 88,
  502: 38,
  503: 41,
  504: 102,
  600: 17,
  603: 21,
  604: 1,
};
const BY_STATUS: Record<string, number> = { completed: 16, busy: 17, 'no-answer': 19, failed: 38, canceled: 16 };

/** The cause (Q.850) of an ended leg, by its SIP answer, else by its status; null: neither is known. */
export function causeOf(status: string, sipCode: string): number | null {
  return CAUSES[sipCode] ?? BY_STATUS[status] ?? null;
}
