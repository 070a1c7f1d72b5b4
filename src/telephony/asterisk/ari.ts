// The few words of Asterisk's REST interface (ARI) that we use. Loopback only.
// Source: docs.asterisk.org, Asterisk 22 REST API.

export type Ari = {
  /** all channels, each with the id of its call where it has one; the unique id of a call's first channel is the call's */
  channels(): Promise<{ id: string; name: string; callId: string }[]>;
  /** online: some phone is registered there, or it is at a fixed address that has not failed to answer */
  pjsipEndpoints(): Promise<{ name: string; online: boolean }[]>;
  originate(call: Originate): Promise<string>;
  /** ends a channel as a person who hangs up; one that is gone already is no error */
  hangUp(id: string): Promise<void>;
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
  /** the new channel's id; left out: the engine's choice */
  channelId?: string;
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
    async channels() {
      type Channel = { id: string; name: string; channelvars?: { DT_CALL?: string } };
      const channels = (await ask('GET', 'channels')) as Channel[];
      return channels.map(({ id, name, channelvars }) => ({ id, name, callId: channelvars?.DT_CALL || id }));
    },
    async pjsipEndpoints() {
      const endpoints = (await ask('GET', 'endpoints/PJSIP')) as { resource: string; state?: string }[];
      return endpoints.map(({ resource, state }) => ({ name: resource, online: state === 'online' }));
    },
    async originate({ endpoint, context, extension, callerId, timeoutSeconds, variables = {}, channelId }) {
      const channel = await ask('POST', 'channels', {
        endpoint,
        context,
        extension,
        priority: 1,
        callerId,
        timeout: timeoutSeconds,
        variables,
        ...(channelId ? { channelId } : {}),
      });
      return (channel as { id: string }).id;
    },
    async hangUp(id) {
      await ask('DELETE', `channels/${encodeURIComponent(id)}`);
    },
    async channelState(id) {
      return ((await ask('GET', `channels/${encodeURIComponent(id)}`)) as { state: string } | undefined)?.state;
    },
  };
}
