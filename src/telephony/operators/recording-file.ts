// A recording fetched from where its operator keeps it. The address may have come in a hook, so only the operator's own
// hosts are asked.
import { download } from './download.ts';

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
  const { status, audio, host, refusal, ...answer } = await download(url, { headers, own: [apiUrl] });
  if (status === 404 || status === 202 || status === 204) return 'later';
  if (status === 410) return 'gone';
  if (status < 200 || status >= 300) return isNotThere(refusal);
  const type = answer.type || 'audio/mpeg';
  if (audio.length === 0) return 'later';
  // A page that says "sign in" or "not ready" with status 200 is no sound.
  if (/^(text|application\/json)/.test(type)) throw new Error(`${host} gave ${type} instead of a recording`);
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
