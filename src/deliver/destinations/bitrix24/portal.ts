// A portal of Bitrix24, asked by its REST methods: as an application (OAuth 2.0) or by an incoming webhook.
// https://apidocs.bitrix24.com/api-reference/oauth/, https://apidocs.bitrix24.com/local-integrations/local-webhooks.html
import type { DestinationTold, OAuth, Way } from '../../port.ts';
import { tokenOf } from '../crm/token.ts';
import { type Answer, isTokenRefused, judge, PortalError, readAnswer } from './answers.ts';

export type Portal = {
  isApplication: boolean;
  /** the method's result; `asksOnly`: it changes nothing. Throws Stopped, of it PortalError for what the portal itself says. */
  ask<T>(method: string, params?: object, options?: { asksOnly?: boolean }): Promise<T>;
  /** the same with the place of the next page; undefined: it was the last */
  page<T>(method: string, params: object): Promise<{ result: T; next: number | undefined }>;
};

const TOKENS = 'https://oauth.bitrix24.tech/oauth/token/';

export const oauthOf = ({ settings }: DestinationTold): OAuth => ({
  authorizeUrl: `https://${settings.portal}/oauth/authorize/`,
  tokenUrl: TOKENS,
  keeps: ['member_id'],
});

export function openPortal(to: DestinationTold, way: Way): Portal {
  const isApplication = to.settings.access !== 'webhook';
  const asked = async (method: string, params: object, asksOnly: boolean): Promise<Answer> => {
    const token = isApplication ? await tokenOf(to, oauthOf(to), way) : undefined;
    const first = await send(method, params, { to, way, token, asksOnly });
    if (!token || !isTokenRefused(first.answer)) return taken(first, way);
    const fresh = await tokenOf(to, oauthOf(to), way, token);
    return taken(await send(method, params, { to, way, token: fresh, asksOnly }), way);
  };
  return {
    isApplication,
    ask: async <T>(method: string, params = {}, { asksOnly = false } = {}) =>
      (await asked(method, params, asksOnly)).result as T,
    page: async <T>(method: string, params: object) => {
      const { result, next } = await asked(method, params, true);
      return { result: result as T, next };
    },
  };
}

type Sending = { to: DestinationTold; way: Way; token: string | undefined; asksOnly: boolean };

async function send(method: string, params: object, { to, way, token, asksOnly }: Sending) {
  const { webhookUrl = '', portal } = to.settings;
  const root = token ? `https://${portal}/rest` : webhookUrl.replace(/\/+$/, '');
  const response = await way.ask({
    method: 'POST',
    url: `${root}/${method}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(token ? { ...params, auth: token } : params),
    secrets: token ? [token] : [root],
    asksOnly,
  });
  return { response, answer: readAnswer(response) };
}

function taken({ response, answer }: Awaited<ReturnType<typeof send>>, way: Way): Answer {
  if (response.status >= 200 && response.status < 300 && !answer.error && answer.result !== undefined) return answer;
  throw new PortalError(judge(response, answer, way.now()), answer);
}
