// The few words of Asterisk's REST interface (ARI) that we use. Loopback only.
// Source: docs.asterisk.org, Asterisk 22 REST API.

export type Ari = {
  /** unique ids of all channels; that of a call's first channel is the call's id */
  channelIds(): Promise<string[]>;
  originate(call: Originate): Promise<string>;
  /** 'Ring', 'Up', …; undefined: the channel is gone */
  channelState(id: string): Promise<string | undefined>;
};
export type Originate = {
  endpoint: string;
  context: string;
  extension: string;
  callerId: string;
  timeoutSeconds: number;
  variables?: Record<string, string>;
};

const TIMEOUT_MS = 5000;

/** A client for the engine on `port`. Each call throws an Error that names the request and the answer on failure. */
export function connectAri({ port, password }: { port: number; password: string }): Ari {
  const authorization = `Basic ${Buffer.from(`dialtrace:${password}`).toString('base64')}`;
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${port}/ari/${path}`, {
      method,
      headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 404) return undefined;
    const text = await response.text();
    if (!response.ok) throw new Error(`ARI ${method} ${path} answered ${response.status}: ${text}`);
    return text ? (JSON.parse(text) as unknown) : {};
  };
  return {
    async channelIds() {
      return ((await ask('GET', 'channels')) as { id: string }[]).map((channel) => channel.id);
    },
    async originate({ endpoint, context, extension, callerId, timeoutSeconds, variables = {} }) {
      const channel = await ask('POST', 'channels', {
        endpoint,
        context,
        extension,
        priority: 1,
        callerId,
        timeout: timeoutSeconds,
        variables,
      });
      return (channel as { id: string }).id;
    },
    async channelState(id) {
      return ((await ask('GET', `channels/${encodeURIComponent(id)}`)) as { state: string } | undefined)?.state;
    },
  };
}
