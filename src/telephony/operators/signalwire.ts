// SignalWire's Compatibility API (cXML): as Twilio, with a signing key of its own and public addresses of recordings.
// https://developer.signalwire.com/compatibility-api ; not tried with a live account.
import { wordsIn } from './hook-fields.ts';
import { basicAuth } from './operator-api.ts';
import type { Operator, OperatorConnection } from './port.ts';
import { cloudCapabilities, receiveLikeTwilio } from './twilio-like.ts';
import * as rest from './twilio-rest.ts';
import { refusedBySignature } from './twilio-signature.ts';

const accountOf = ({ settings }: OperatorConnection): rest.TwilioAccount => {
  const { space = '', projectId = '', apiToken = '', apiUrl = `https://${space}` } = settings;
  const account = `${apiUrl}/api/laml/2010-04-01/Accounts/${projectId}`;
  return { account, headers: basicAuth(projectId, apiToken), apiUrl: settings.apiUrl };
};

export const signalwire: Operator = {
  kind: 'signalwire',
  capabilities: cloudCapabilities(5),
  fields: [
    { name: 'space', secret: false, required: true, pattern: '[a-z0-9.-]+', example: 'example.signalwire.com' },
    {
      name: 'projectId',
      secret: false,
      required: true,
      pattern: '[0-9a-f-]{36}',
      example: '00000000-0000-0000-0000-000000000000',
    },
    { name: 'apiToken', secret: true, required: true, example: 'PT…' },
    { name: 'signingKey', secret: true, required: true, example: 'PSK_…' },
  ],
  hooks: [
    { name: 'When a call comes in', path: '' },
    { name: 'Status callback', path: 'status' },
  ],
  receive: receiveLikeTwilio({
    dialect: { recordBoth: { record: 'record-from-answer-dual' }, longestRing: 600 },
    prove: (request, { settings }) =>
      refusedBySignature(request, { header: 'x-signalwire-signature', keys: wordsIn(settings.signingKey) }),
    endedBy: (fields) => (/^(caller|inbound)$/i.test(fields('HangupBy')) ? 'caller' : undefined),
  }),
  ...rest.commandsOf(accountOf),
};
