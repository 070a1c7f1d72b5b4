// Twilio Programmable Voice. Read from its documentation and library; not tried with a live account.
import { wordsIn } from './hook-fields.ts';
import { basicAuth } from './operator-api.ts';
import type { Operator, OperatorConnection } from './port.ts';
import { cloudCapabilities, receiveLikeTwilio } from './twilio-like.ts';
import * as rest from './twilio-rest.ts';
import { refusedBySignature } from './twilio-signature.ts';

const accountOf = ({ settings }: OperatorConnection): rest.TwilioAccount => {
  const { accountSid = '', authToken = '', apiUrl = 'https://api.twilio.com' } = settings;
  const account = `${apiUrl}/2010-04-01/Accounts/${accountSid}`;
  return { account, headers: basicAuth(accountSid, authToken), apiUrl: settings.apiUrl };
};

export const twilio: Operator = {
  kind: 'twilio',
  capabilities: cloudCapabilities(15),
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
  ...rest.commandsOf(accountOf),
};
