// VK Реклама as it answers programs: tokens of which five live at a time, lists by pages, statistics by day, and the pixel
// that counts goals. https://ads.vk.com/doc/api, https://ads.vk.com/help/general/sites/offline_events
import { type FarAnswer, type FarAsked, openFarServer } from './server.ts';

export type FarVk = Awaited<ReturnType<typeof openFarVk>>;
type Day = { id: number; date: string; shows: number; clicks: number; spent: string | number };

/** To be closed. */
export async function openFarVk(now: () => Date) {
  const client = { id: 'b1AHG7669xtg1nvq', secret: 'vk-client-secret', agencyClient: '' };
  const tokens = new Map<string, { refresh: string; until: number }>();
  const plans: { id: number; name: string }[] = [];
  const groups: { id: number; name: string; ad_plan_id: number }[] = [];
  const banners: { id: number; ad_group_id: number }[] = [];
  const days: Day[] = [];
  const goals: { pixel: string; value: string; goal: string; click: string | null; user: string | null }[] = [];
  /** answered first, in order */
  const refusals: FarAnswer[] = [];
  let given = 0;

  const server = await openFarServer((request): FarAnswer => {
    const refusal = refusals.shift();
    if (refusal !== undefined) return refusal;
    if (request.headers.host === 'top-fwz1.mail.ru') return countGoal(request);
    if (request.headers.host !== 'ads.vk.com') return { status: 404 };
    if (request.url.pathname === '/api/v2/oauth2/token.json') return giveToken(request);
    const token = tokens.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (!token) return fault(401, 'invalid_token', 'Unknown access token');
    if (token.until < now().getTime()) return fault(401, 'expired_token', 'Access token is expired');
    return read(request.url);
  });

  /** Its parts are parted by semicolons, as https://top-fwz1.mail.ru/tracker?id=1;e=RG%3A100/goal;rb_clickid=2 */
  function countGoal({ url, method }: FarAsked): FarAnswer {
    const parts = new Map(
      url.search
        .slice(1)
        .split(';')
        .map((part) => part.split(/=(.*)/s) as [string, string]),
    );
    const [, value, goal] = /^RG:(\d*)\/([^/]+)$/.exec(decodeURIComponent(parts.get('e') ?? '')) ?? [];
    const [click, user] = [parts.get('rb_clickid') ?? null, parts.get('userid') ?? null];
    if (
      method !== 'GET' ||
      url.pathname !== '/tracker' ||
      !goal ||
      !/^\d+$/.test(parts.get('id') ?? '') ||
      !(click || user)
    )
      return { status: 400, body: 'bad request' };
    goals.push({
      pixel: parts.get('id') ?? '',
      value: value ?? '',
      goal,
      click: click && decodeURIComponent(click),
      user,
    });
    return { headers: { 'content-type': 'image/gif' }, body: 'GIF89a' };
  }

  function giveToken({ body, headers }: FarAsked): FarAnswer {
    if (headers['content-type'] !== 'application/x-www-form-urlencoded')
      return fault(400, 'invalid_request', 'form is wanted');
    const form = new URLSearchParams(body);
    if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret)
      return { status: 401, body: { error: 'invalid_client', error_description: 'Wrong client' } };
    const grant = form.get('grant_type');
    const wanted = client.agencyClient ? 'agency_client_credentials' : 'client_credentials';
    if (grant === 'refresh_token') {
      const old = [...tokens].find(([, { refresh }]) => refresh === form.get('refresh_token'));
      if (!old) return { status: 401, body: { error: 'invalid_grant', error_description: 'Unknown refresh token' } };
      tokens.delete(old[0]);
    } else if (grant !== wanted || (form.get('agency_client_name') ?? '') !== client.agencyClient)
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    if (tokens.size >= 5)
      return {
        status: 403,
        body: { error: 'token_limit_exceeded', error_description: 'Active access token limit reached' },
      };
    given += 1;
    const [access_token, refresh_token] = [`vk-access-${given}`, `vk-refresh-${given}`];
    tokens.set(access_token, { refresh: refresh_token, until: now().getTime() + 86_400_000 });
    return {
      body: { access_token, token_type: 'bearer', expires_in: 86_400, refresh_token, tokens_left: 5 - tokens.size },
    };
  }

  function read({ pathname, searchParams: query }: URL): FarAnswer {
    const lists: Record<string, { id: number }[]> = { ad_plans: plans, ad_groups: groups, banners };
    const list = lists[/^\/api\/v2\/(\w+)\.json$/.exec(pathname)?.[1] ?? ''];
    if (list) {
      const [limit, offset] = [Number(query.get('limit') ?? 20), Number(query.get('offset') ?? 0)];
      if (limit > 250) return fault(400, 'ERR_LIMIT_EXCEEDED', 'limit is 250 at most');
      const names = query.get('fields')?.split(',') ?? ['id'];
      const items = list
        .slice(offset, offset + limit)
        .map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => names.includes(name))));
      return { body: { count: list.length, offset, items } };
    }
    const what = /^\/api\/v2\/statistics\/(ad_plans|banners)\/day\.json$/.exec(pathname)?.[1];
    return what ? statistics(what, query) : fault(404, 'ERR_WRONG_RESOURCE', 'Unknown resource');
  }

  function statistics(what: string, query: URLSearchParams): FarAnswer {
    const ids = (query.get('id') ?? '').split(',').map(Number);
    const [from = '', to = ''] = [query.get('date_from') ?? '', query.get('date_to') ?? ''];
    if (ids.length > 200) return fault(400, 'ERR_WRONG_IDS', 'too many ids');
    const span = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    if (!(span >= 0 && span < 92)) return fault(400, 'ERR_WRONG_DATE', 'too many days');
    const planOf = (banner: number) =>
      groups.find(({ id }) => id === banners.find((b) => b.id === banner)?.ad_group_id)?.ad_plan_id;
    const items = ids.map((id) => {
      const own = days.filter((day) => (what === 'banners' ? day.id === id : planOf(day.id) === id));
      const rows = own
        .filter(({ date }) => date >= from && date <= to)
        .map(({ date, shows, clicks, spent }) => ({ date, base: { shows, clicks, spent, cpm: '1.00' } }));
      return { id, rows, total: { base: {} } };
    });
    return { body: { items, total: {} } };
  }

  return { ...server, client, tokens, plans, groups, banners, days, goals, refusals };
}

const fault = (status: number, code: string, message: string): FarAnswer => ({
  status,
  body: { error: { code, message } },
});
