// Recordings on a server of the owner's own. Their addresses come in requests, whoever sent them; the password goes only
// to the server that the connection's settings name.
import { basicAuth } from './operator-api.ts';
import type { RecordingRef, SettingField } from './port.ts';
import { type Fetched, fetchAudio } from './twilio-rest.ts';

export const RECORDINGS_URL: SettingField = {
  ...{ name: 'recordingsUrl', secret: false, required: false, pattern: 'https?://[^/\\s?#@]+(/\\S*)?' },
  example: 'http://pbx.local:8090/recordings',
};

export type OwnRecordings = {
  /** the setting "Address of recordings": the server it is on may lie in a network of one's own, and speak plain HTTP */
  recordingsUrl?: string | undefined;
  user?: string | undefined;
  password?: string | undefined;
};

/** Throws if it is said to lie elsewhere. Where nothing is named, a public address is asked, without a password. */
export async function fetchOwn(
  { ref }: RecordingRef,
  { recordingsUrl, user = '', password = '' }: OwnRecordings,
): Promise<Fetched> {
  const url = ref.url ?? '';
  if (!URL.canParse(url)) return 'gone';
  const named = recordingsUrl && URL.canParse(recordingsUrl) ? new URL(recordingsUrl) : undefined;
  const isNamed = named?.origin === new URL(url).origin;
  if (!isNamed && (recordingsUrl || user || password)) throw notNamed(url, named);
  return fetchAudio(url, ref, {
    ...{ own: [recordingsUrl], headers: isNamed && (user || password) ? basicAuth(user, password) : {} },
  });
}

function notNamed(url: string, named: URL | undefined): Error {
  return new Error(
    `the recording is said to be at ${new URL(url).host}; as "Address of recordings" the connection's settings name ${named?.host ?? 'none'}: the password goes nowhere else`,
  );
}
