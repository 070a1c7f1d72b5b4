// Those who speak as Twilio does, by what sets each apart: how it proves its requests, and its dialect of TwiML.
import type { Family } from './twilio-family.ts';
import { receiveAs } from './twilio-family.ts';
import { twilioFields } from './twilio-fields.ts';
import { clientTwiml, receivePlaced } from './twilio-placed.ts';
import { type Dialect, documentsOf } from './twiml.ts';

/** Answers their requests. */
export function receiveLikeTwilio({ dialect, ...family }: Pick<Family, 'prove' | 'endedBy'> & { dialect: Dialect }) {
  return receiveAs({
    ...family,
    type: 'text/xml; charset=utf-8',
    documents: (plan, addresses) => documentsOf(plan, addresses, dialect),
    fields: twilioFields,
    placed: (asked) => receivePlaced((about) => clientTwiml(about, dialect), asked),
  });
}
