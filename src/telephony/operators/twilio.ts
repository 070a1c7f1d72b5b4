// Twilio Programmable Voice. Read from its documentation and library; not tried with a live account.
import { basicAuth } from './operator-api.ts';
import type { Operator, OperatorConnection } from './port.ts';
import { receiveLikeTwilio } from './twilio-like.ts';
import * as rest from './twilio-rest.ts';
import { refusedBySignature } from './twilio-signature.ts';
import { MOST_AT_ONCE } from './twiml.ts';

export const CLOUD_STEPS = ['play', 'consent', 'menu', 'dial', 'queue', 'voicemail', 'call-back', 'hangup'] as const;

const accountOf = ({ settings }: OperatorConnection): rest.TwilioAccount => {
  const { accountSid = '', authToken = '', apiUrl = 'https://api.twilio.com' } = settings;
  const account = `${apiUrl}/2010-04-01/Accounts/${accountSid}`;
  return { account, headers: basicAuth(accountSid, authToken), apiUrl: settings.apiUrl };
};

/** Words parted by commas or spaces. */
export const wordsIn = (text = '') => text.split(/[\s,]+/).filter(Boolean);

export const twilio: Operator = {
  kind: 'twilio',
  capabilities: {
    ...{
      asking: 'answer',
      deadlineSeconds: 15,
      steps: CLOUD_STEPS,
      inTurn: true,
      together: MOST_AT_ONCE,
      whisper: true,
      acceptKey: true,
    },
    ...{ passesCaller: true, phones: ['sip', 'number'], live: true, recordings: 'stereo', placesCalls: true },
    ...{ listsNumbers: true, proof: 'signature' },
  },
  fields: [
    { name: 'accountSid', secret: false, required: true, pattern: 'AC[0-9a-f]{32}', example: `AC${'0'.repeat(32)}` },
    { name: 'authToken', secret: true, required: true, example: '0123456789abcdef0123456789abcdef' },
    // The account may set keys of its own for some addresses (its webhooks configuration API).
    { name: 'signingKeys', secret: true, required: false, example: 'key1, key2' },
  ],
  hooks: [
    { name: 'A call comes in', path: '' },
    { name: 'Call status changes', path: 'status' },
  ],
  receive: receiveLikeTwilio({
    dialect: { recordBoth: { record: 'record-from-answer-dual' }, longestRing: 600 },
    prove: (request, { settings }) =>
      refusedBySignature(request, {
        header: 'x-twilio-signature',
        keys: [settings.authToken ?? '', ...wordsIn(settings.signingKeys)].filter(Boolean),
      }),
  }),
  place: (order, connection, house) => rest.place(accountOf(connection), order, house),
  hangUp: (call, connection) => rest.hangUp(accountOf(connection), call),
  fetchRecording: (recording, connection) => rest.fetchRecording(accountOf(connection), recording),
  deleteRecording: (recording, connection) => rest.deleteRecording(accountOf(connection), recording),
  listNumbers: (connection) => rest.listNumbers(accountOf(connection)),
  reconcile: (period, connection) => rest.reconcile(accountOf(connection), period),
};
