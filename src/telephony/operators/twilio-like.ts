// Those who speak as Twilio does, by what sets each apart: how it proves its requests, and its dialect of TwiML.
import type { Capabilities } from '../../core/routing/capabilities.ts';
import type { Family } from './twilio-family.ts';
import { receiveAs } from './twilio-family.ts';
import { twilioFields } from './twilio-fields.ts';
import { clientTwiml, receivePlaced } from './twilio-placed.ts';
import { type Dialect, documentsOf, MOST_AT_ONCE } from './twiml.ts';

/** What clouds do whose documents are fetched step by step. `deadlineSeconds`: as in Capabilities. */
export function cloudCapabilities(deadlineSeconds: number | null): Capabilities {
  return {
    ...{ asking: 'answer', deadlineSeconds, inTurn: true, together: MOST_AT_ONCE, whisper: true, acceptKey: true },
    ...{ passesCaller: true, phones: ['sip', 'number'], live: true, recordings: 'stereo', placesCalls: true },
    ...{ listsNumbers: true, proof: 'signature' },
    steps: ['play', 'consent', 'menu', 'dial', 'queue', 'voicemail', 'call-back', 'hangup'],
  };
}

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
