// How Yandex lets us in: a token that its owner pastes, or signing in. Yandex ID, OAuth 2.0:
// https://yandex.ru/dev/id/doc/en/codes/code-url
import { freshToken } from '../../oauth.ts';
import type { DestinationField, DestinationTold, OAuth, Outcome, Request, Response, Way } from '../../port.ts';

export const ACCESS_FIELDS: readonly DestinationField[] = [
  { name: 'access', kind: 'choice', required: false, options: ['token', 'sign-in'], example: 'token' },
  {
    ...{ name: 'accessToken', kind: 'secret', required: true, example: 'y0_AgAAAAAB…' },
    ...{ onlyIf: { name: 'access', is: 'token' }, pattern: '[A-Za-z0-9_.~+/=-]{10,}' },
  },
  {
    ...{ name: 'clientId', kind: 'text', required: true, example: '5e1219b00d32468b9f8e960d6ec0f6ca' },
    ...{ onlyIf: { name: 'access', is: 'sign-in' }, pattern: '[0-9a-f]{32}' },
  },
  {
    ...{ name: 'clientSecret', kind: 'secret', required: true, example: '0a1b2c3d4e5f60718293a4b5c6d7e8f9' },
    onlyIf: { name: 'access', is: 'sign-in' },
  },
];

/** `scope`: the rights the application asks for. */
export const yandexOAuth = (scope: string): OAuth => ({
  authorizeUrl: 'https://oauth.yandex.ru/authorize',
  tokenUrl: 'https://oauth.yandex.ru/token',
  scope,
});

export type Asked = { response: Response } | { outcome: Extract<Outcome, { kind: 'needs-owner' | 'later' }> };
export type Asking = {
  oauth: OAuth;
  /** with this token */
  request: (token: string) => Request;
  /** the answer says that the token is not good any more */
  isStale: (response: Response) => boolean;
};

/** Asks with a token that is fresh, and once more with a newer one if it turns out that it was not. */
export async function askWithToken({ oauth, request, isStale }: Asking, to: DestinationTold, way: Way): Promise<Asked> {
  if (to.settings.access !== 'sign-in') return { response: await way.ask(request(to.settings.accessToken ?? '')) };
  const first = await freshToken(to, oauth, way);
  if (first.kind !== 'token') return { outcome: first };
  const response = await way.ask(request(first.token));
  if (!isStale(response)) return { response };
  const second = await freshToken(to, oauth, way, first.token);
  if (second.kind !== 'token') return { outcome: second };
  return { response: await way.ask(request(second.token)) };
}
