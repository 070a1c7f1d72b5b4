// A recording fetched from where its operator keeps it. The address may have come in a hook, so only the operator's own
// hosts are asked.
import { askApi, refusalOf } from './operator-api.ts';

const LARGEST = 512 * 1024 * 1024; // a day of mp3

export type Fetched = { audio: Buffer; type: string; callerChannel: 'left' | 'right' | 'mono' } | 'later' | 'gone';
export type Where = {
  /** domains of the operator; their subdomains too */
  hosts: readonly string[];
  /** the setting that stands for them in tests and twins */
  apiUrl?: string | undefined;
  headers?: Readonly<Record<string, string>>;
  callerChannel?: 'left' | 'right' | 'mono';
};

/** Throws if the address is not the operator's, or it does not let us have the file. */
export async function fetchFile(
  url: string,
  { hosts, apiUrl, headers = {}, callerChannel = 'mono' }: Where,
): Promise<Fetched> {
  if (!isOneOf(url, hosts, apiUrl))
    throw new Error(`the recording is said to be at ${hostOf(url)}, which is not the operator's`);
  const answer = await askApi(url, { headers });
  if (answer.status === 404 || answer.status === 202 || answer.status === 204) return 'later';
  if (answer.status === 410) return 'gone';
  if (!answer.ok) return isNotThere(await refusalOf(answer));
  if (Number(answer.headers.get('content-length') ?? 0) > LARGEST) throw new Error('the recording is too large');
  const type = answer.headers.get('content-type')?.split(';')[0]?.trim() || 'audio/mpeg';
  const audio = Buffer.from(await answer.arrayBuffer());
  if (audio.length === 0) return 'later';
  // A page that says "sign in" or "not ready" with status 200 is no sound.
  if (/^(text|application\/json)/.test(type)) throw new Error(`${hostOf(url)} gave ${type} instead of a recording`);
  return { audio, type, callerChannel };
}

function isOneOf(url: string, hosts: readonly string[], apiUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (apiUrl && new URL(apiUrl).origin === origin) return true;
  return protocol === 'https:' && hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

// Some say 400 with words like "RecordNotFound" until the file is there.
function isNotThere(refusal: Error): 'later' {
  if (/not\s*_?found|not\s*_?ready/i.test(refusal.message)) return 'later';
  throw refusal;
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : 'no address');
