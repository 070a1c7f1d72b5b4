// Telnyx TeXML: documents as Twilio's, proof by Ed25519, numbers and recordings by an API of its own.
// https://developers.telnyx.com/docs/voice/programmable-voice/texml-fundamentals ; not tried with a live account.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { askApi, askJson, refusalOf } from './operator-api.ts';
import type { HookRequest, Operator, OperatorConnection, OperatorNumber, Refused } from './port.ts';
import { cloudCapabilities, receiveLikeTwilio } from './twilio-like.ts';
import * as rest from './twilio-rest.ts';

const TOLERANCE_SECONDS = 300;
const SPKI_OF_ED25519 = Buffer.from('302a300506032b6570032100', 'hex'); // RFC 8410 § 4, before the 32 bytes of the key

/** Why a request is not Telnyx's; undefined: it is. `publicKey`: 32 bytes in base64, as the portal shows it. */
export function refusedByEd25519(request: HookRequest, publicKey: string): Refused | undefined {
  const signature = request.headers['telnyx-signature-ed25519'];
  const timestamp = request.headers['telnyx-timestamp'];
  if (!signature || !timestamp)
    return { refused: 'no-signature', detail: 'telnyx-signature-ed25519 or telnyx-timestamp is missing' };
  if (!(Math.abs(request.at.getTime() / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS))
    return {
      refused: 'too-old',
      detail: `it is of ${timestamp.slice(0, 20)}: an old request, or a clock that is wrong`,
    };
  const key = keyOf(publicKey);
  if (!key) return { refused: 'bad-signature', detail: 'publicKey in the settings is no key' };
  const signed = Buffer.concat([Buffer.from(`${timestamp}|`), request.body]);
  if (verify(null, signed, key, Buffer.from(signature, 'base64'))) return undefined;
  return { refused: 'bad-signature', detail: 'not signed with the key of this account' };
}

function keyOf(publicKey: string): KeyObject | undefined {
  try {
    const der = Buffer.concat([SPKI_OF_ED25519, Buffer.from(publicKey, 'base64')]);
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

const apiOf = ({ settings }: OperatorConnection) => settings.apiUrl ?? 'https://api.telnyx.com';
const bearer = ({ settings }: OperatorConnection) => ({ authorization: `Bearer ${settings.apiKey ?? ''}` });
const accountOf = (connection: OperatorConnection): rest.TwilioAccount => ({
  account: `${apiOf(connection)}/v2/texml/Accounts/${connection.settings.accountSid ?? ''}`,
  headers: bearer(connection),
});

export const telnyx: Operator = {
  kind: 'telnyx',
  capabilities: cloudCapabilities(5),
  fields: [
    { name: 'publicKey', secret: false, required: true, pattern: '[A-Za-z0-9+/]{43}=', example: `${'A'.repeat(43)}=` },
    { name: 'apiKey', secret: true, required: true, example: 'KEY…' },
    { name: 'accountSid', secret: false, required: true, example: '00000000-0000-0000-0000-000000000000' },
    { name: 'applicationId', secret: false, required: false, pattern: String.raw`\d+`, example: '1234567890' },
  ],
  hooks: [
    { name: 'Voice URL', path: '' },
    { name: 'Status callback', path: 'status' },
  ],
  receive: receiveLikeTwilio({
    dialect: { recordBoth: { record: 'record-from-answer-dual', recordingChannels: 'dual' }, longestRing: 120 },
    prove: (request, { settings }) => refusedByEd25519(request, settings.publicKey ?? ''),
    endedBy: (fields) => (fields('HangupSource') === 'caller' ? 'caller' : undefined),
  }),
  place: (order, connection, house) => {
    const application = connection.settings.applicationId;
    return rest.place(accountOf(connection), order, house, application ? { ApplicationSid: application } : {});
  },
  hangUp: (call, connection) => rest.hangUp(accountOf(connection), call),
  async fetchRecording({ ref }, connection) {
    // The address in the event is good for ten minutes; a fresh one is had by the id.
    const answer = await askApi(`${apiOf(connection)}/v2/recordings/${encodeURIComponent(ref.sid ?? '')}`, {
      headers: bearer(connection),
    });
    if (answer.status === 404) return 'later';
    if (!answer.ok) throw await refusalOf(answer);
    const { data } = (await answer.json()) as { data?: { download_urls?: { wav?: string; mp3?: string } } };
    const url = data?.download_urls?.wav ?? data?.download_urls?.mp3;
    return url ? rest.fetchAudio(url, ref, { own: [connection.settings.apiUrl] }) : 'later';
  },
  async deleteRecording({ ref }, connection) {
    const answer = await askApi(`${apiOf(connection)}/v2/recordings/${encodeURIComponent(ref.sid ?? '')}`, {
      ...{ method: 'DELETE', headers: bearer(connection) },
    });
    if (!answer.ok && answer.status !== 404) throw await refusalOf(answer);
  },
  listNumbers: numbersOf,
};

type NumbersPage = { data: { phone_number: string }[]; meta?: { total_pages?: number } };

async function numbersOf(connection: OperatorConnection): Promise<OperatorNumber[]> {
  const found: OperatorNumber[] = [];
  for (let page = 1, last = 1; page <= last && page <= 50; page++) {
    const url = `${apiOf(connection)}/v2/phone_numbers?page%5Bsize%5D=250&page%5Bnumber%5D=${page}`;
    const { data, meta } = await askJson<NumbersPage>(url, { headers: bearer(connection) });
    last = meta?.total_pages ?? 1;
    for (const { phone_number: e164 } of data) found.push({ e164, region: null, monthlyCost: null, currency: null });
  }
  return found;
}
