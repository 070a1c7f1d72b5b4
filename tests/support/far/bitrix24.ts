// A portal of Bitrix24 as its documentation describes it: tokens, limits, telephony, CRM, with their refusals. It keeps
// what it was told, so that "never twice" can be seen. https://apidocs.bitrix24.com/
import { randomBytes } from 'node:crypto';
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

export const PORTAL = 'shop.bitrix24.ru';
export const WEBHOOK = `https://${PORTAL}/rest/1/k32t88gf3azpmwv3/`;
export const MEMBER = 'a223c6b3710f85df22e9377d6c4f7553';
export const APPLICATION = { clientId: 'local.5c8bb1b0891cf2.87252039', clientSecret: 'SakeVG5mbRdcQet45UUrt6q72A' };
export const APPLICATION_TOKEN = '51856fefc120afa4b628cc82d3935cce';

type Fields = Record<string, unknown>;
type Element = Fields & { id: number };
type Answer = { status?: number; body: Fields };
export type FarUser = { ID: string; NAME: string; LAST_NAME: string; EMAIL: string; UF_PHONE_INNER: string | null };
type FarCall = { CALL_ID: string; key: string; at: number; params: Fields; shown: Set<number> };
export type FarBitrix24 = Awaited<ReturnType<typeof openFarBitrix24>>;

/** Before an answer is given: 'refuse' gives this one instead; 'cut': it is carried out, and the connection is cut. */
type Fault = { method: string; times: number } & ({ answer: Answer } | { cut: true });

const BURST = 50;
const LEAK_PER_SECOND = 2;
const PAGE = 50;
const THIRTY_MINUTES = 30 * 60_000;
/** Answered only to applications: docs, "works only in the context of an application". */
const OF_APPLICATIONS = ['telephony.externalcall.register', 'telephony.externalcall.finish', 'event.bind', 'app.info'];

const error = (status: number, code: string, words = code): Answer => ({
  status,
  body: { error: code, error_description: words },
});

/** To be closed. `anyHost`: it answers whatever name it is asked by. */
export async function openFarBitrix24({ anyHost = false } = {}) {
  const elements = new Map<number, Element[]>([1, 2, 3, 4].map((type) => [type, []]));
  const calls: FarCall[] = [];
  const statistics: Fields[] = [];
  const comments: Fields[] = [];
  const bound: { event: string; handler: string }[] = [];
  const asked: { method: string; params: Fields }[] = [];
  const faults: Fault[] = [];
  const users: FarUser[] = [
    { ID: '1', NAME: 'Пётр', LAST_NAME: 'Хозяев', EMAIL: 'owner@shop.example', UF_PHONE_INNER: null },
    { ID: '12', NAME: 'Анна', LAST_NAME: 'Ильина', EMAIL: 'anna@shop.example', UF_PHONE_INNER: '101' },
    { ID: '15', NAME: 'Борис', LAST_NAME: 'Ким', EMAIL: 'boris@shop.example', UF_PHONE_INNER: '102' },
  ];
  const statuses = [
    { ENTITY_ID: 'STATUS', STATUS_ID: 'NEW', NAME: 'Не обработан' },
    { ENTITY_ID: 'DEAL_STAGE', STATUS_ID: 'NEW', NAME: 'Новая' },
    { ENTITY_ID: 'DEAL_STAGE', STATUS_ID: 'WON', NAME: 'Сделка успешна' },
    { ENTITY_ID: 'DEAL_STAGE', STATUS_ID: 'LOSE', NAME: 'Сделка провалена' },
  ];
  const tokens = { access: 'access-0', refresh: 'refresh-0', expired: false, issued: 0 };
  let bucket = { level: 0, at: Date.now() };
  let nextId = 100;
  /** how long the search by phone does not find a new card, in numbers of searches */
  let lag = 0;

  const semantic = (stage: unknown) =>
    /(^|:)(WON|CONVERTED)$/.test(`${stage}`) ? 'S' : /(^|:)(LOSE|JUNK|APOLOGY)$/.test(`${stage}`) ? 'F' : 'P';
  const add = (type: number, fields: Fields): Element => {
    const now = new Date().toISOString();
    const element = { stageId: 'NEW', categoryId: 0, assignedById: 1, createdTime: now, updatedTime: now, ...fields };
    const one = { ...element, id: nextId++, stageSemanticId: semantic(element.stageId) };
    elements.get(type)?.push(one);
    return one;
  };
  const update = (type: number, id: number, fields: Fields): Element | undefined => {
    const one = elements.get(type)?.find((element) => element.id === id);
    if (!one) return undefined;
    const { contactIds = one.contactIds, ...rest } = fields;
    Object.assign(one, rest, { contactIds, updatedTime: new Date().toISOString() });
    one.stageSemanticId = semantic(one.stageId);
    return one;
  };
  const phonesOf = ({ fm }: Element) =>
    ((fm ?? []) as { typeId: string; value: string }[])
      .filter(({ typeId }) => typeId === 'PHONE')
      .map(({ value }) => value.replace(/\D/g, ''));
  const withPhone = (type: number, values: string[]) => {
    const wanted = values.map((value) => value.replace(/\D/g, ''));
    return (elements.get(type) ?? []).filter((one) => phonesOf(one).some((phone) => wanted.includes(phone)));
  };
  /** as telephony searches: however it is written */
  const withNumber = (type: number, phone: string) =>
    (elements.get(type) ?? []).filter((one) => phonesOf(one).some((known) => known.slice(-10) === phone.slice(-10)));
  const active = (id: unknown) => users.find(({ ID }) => ID === `${id}`);
  const callBy = (id: unknown) => calls.find(({ CALL_ID }) => CALL_ID === id);
  const notFound = error(400, 'NOT_FOUND', 'Element not found');

  const matches = (one: Element, filter: Fields): Answer | boolean =>
    Object.entries(filter).reduce<Answer | boolean>((so, [name, wanted]) => {
      if (so !== true) return so;
      const [, sign = '', field = ''] = /^([<>=@!]*)(.+)$/.exec(name) ?? [];
      if (['fm', 'contacts', 'companies'].includes(field)) return error(400, '100', `Invalid filter: field '${field}'`);
      const value = field === 'contactId' ? ((one.contactIds as number[]) ?? [one.contactId]) : one[field];
      const all = [value].flat().map(String);
      if (sign === '@') return (wanted as unknown[]).some((one) => all.includes(`${one}`));
      if (sign === '>=') return Date.parse(`${value}`) >= Date.parse(`${wanted}`);
      return all.includes(`${wanted}`);
    }, true);

  const list = ({ entityTypeId, filter = {}, select, order = {}, start = 0 }: Fields): Answer => {
    const all = elements.get(Number(entityTypeId));
    if (!all) return error(400, 'NOT_FOUND', 'Smart process not found');
    const judged = all.map((one) => ({ one, is: matches(one, filter as Fields) }));
    const wrong = judged.find(({ is }) => typeof is === 'object');
    if (wrong) return wrong.is as Answer;
    const found = judged.filter(({ is }) => is === true).map(({ one }) => one);
    for (const [field, way] of Object.entries(order as Record<string, string>).reverse())
      found.sort((a, b) => (`${a[field]}` < `${b[field]}` ? -1 : 1) * (way.toUpperCase() === 'DESC' ? -1 : 1));
    const from = Number(start);
    const wanted = select as string[] | undefined;
    const items = found.slice(from, from + PAGE).map((one) => {
      if (!wanted || wanted.includes('*')) return one;
      return Object.fromEntries(wanted.filter((name) => name !== 'fm').map((name) => [name, one[name] ?? null]));
    });
    const next = from + PAGE < found.length ? { next: from + PAGE } : {};
    return { body: { result: { items }, total: found.length, ...next } };
  };

  const ok = (result: unknown): Answer => ({ body: { result } });
  const methods: Record<string, (params: Fields) => Answer> = {
    profile: () => ok({ ID: '1', ADMIN: true, NAME: 'Пётр' }),
    'app.info': () => ok({ ID: 1, CODE: APPLICATION.clientId, STATUS: 'L', INSTALLED: true }),
    'user.get': ({ FILTER = {} }) =>
      ok(
        users.filter((user) =>
          Object.entries(FILTER as Fields).every(
            ([name, value]) => name === 'ACTIVE' || user[name as keyof FarUser] === `${value}`,
          ),
        ),
      ),
    'crm.duplicate.findbycomm': ({ type, values }) => {
      if (type !== 'PHONE' && type !== 'EMAIL') return error(400, 'ERROR_CORE', 'Communication type is not supported');
      if (!Array.isArray(values) || values.length === 0) return error(400, 'ERROR_CORE', 'Values is not defined');
      if (values.length > 20) return error(400, 'ERROR_CORE', 'Values count exceeds 20');
      if (lag-- > 0) return ok([]);
      const names = { LEAD: 1, CONTACT: 3, COMPANY: 4 };
      const found = Object.entries(names).flatMap(([name, type]) => {
        const ids = withPhone(type, values).map(({ id }) => id);
        return ids.length > 0 ? [[name, ids]] : [];
      });
      return ok(found.length > 0 ? Object.fromEntries(found) : []);
    },
    'crm.item.add': ({ entityTypeId, fields }) => {
      if (!elements.has(Number(entityTypeId))) return error(400, 'NOT_FOUND', 'Smart process not found');
      if (!fields || typeof fields !== 'object')
        return error(400, 'ERROR_ARGUMENT', "Argument 'fields' is null or empty");
      const { contacts, companies } = fields as Fields;
      if (contacts || companies) return error(400, '100', 'Unknown field');
      return ok({ item: add(Number(entityTypeId), fields as Fields) });
    },
    'crm.item.list': list,
    'crm.item.update': ({ entityTypeId, id, fields }) => {
      const one = update(Number(entityTypeId), Number(id), fields as Fields);
      return one ? ok({ item: one }) : notFound;
    },
    'crm.item.fields': () =>
      ok({
        fields: {
          id: { title: 'ID', type: 'integer', isReadOnly: true },
          comments: { title: 'Комментарий', type: 'text', isReadOnly: false },
          ufCrm_1700000000: { title: 'Вероятность', type: 'string', isReadOnly: false },
        },
      }),
    'crm.status.list': () => ok(statuses),
    'crm.timeline.comment.add': ({ fields }) => {
      const { ENTITY_ID, ENTITY_TYPE, COMMENT } = fields as Fields;
      if (!ENTITY_ID || !COMMENT || !['lead', 'contact', 'company', 'deal'].includes(`${ENTITY_TYPE}`))
        return error(400, 'ERROR_CORE', 'Comment is not defined');
      comments.push({ ...(fields as Fields), ID: `${nextId++}` });
      return ok(Number(comments.at(-1)?.ID));
    },
    'crm.timeline.comment.list': ({ filter }) =>
      ok(
        comments
          .filter((one) => Object.entries(filter as Fields).every(([name, value]) => `${one[name]}` === `${value}`))
          .reverse(),
      ),
    'telephony.externalcall.searchcrmentities': ({ PHONE_NUMBER }) => {
      if (!PHONE_NUMBER) return error(400, 'ERROR_CORE', 'PHONE_NUMBER is empty');
      const found = [
        ...withNumber(3, `${PHONE_NUMBER}`).map((one) => ({ one, type: 'CONTACT' })),
        ...withNumber(1, `${PHONE_NUMBER}`).map((one) => ({ one, type: 'LEAD' })),
      ];
      return ok(
        found.map(({ one, type }) => ({
          ...{ CRM_ENTITY_TYPE: type, CRM_ENTITY_ID: one.id, ASSIGNED_BY_ID: one.assignedById, NAME: one.name ?? '' },
          ASSIGNED_BY: {
            ID: `${one.assignedById}`,
            USER_PHONE_INNER: active(one.assignedById)?.UF_PHONE_INNER ?? null,
          },
        })),
      );
    },
    'telephony.externalcall.register': (params) => {
      const {
        USER_ID,
        USER_PHONE_INNER,
        PHONE_NUMBER,
        TYPE,
        LINE_NUMBER = '',
        EXTERNAL_CALL_ID = '',
        SHOW = 1,
      } = params;
      if (!USER_ID && !USER_PHONE_INNER) return error(400, 'ERROR_CORE', 'USER_ID or USER_PHONE_INNER should be set');
      const user = USER_ID ? active(USER_ID) : users.find((one) => one.UF_PHONE_INNER === USER_PHONE_INNER);
      if (!user) return error(400, 'ERROR_CORE', 'User is not found or is not active');
      if (![1, 2, 3, 4, 5].includes(Number(TYPE))) return error(400, 'ERROR_CORE', 'Unknown TYPE');
      if (!/^\+?\d{3,15}$/.test(`${PHONE_NUMBER}`)) return error(400, 'ERROR_CORE', 'Unsupported phone number format');
      const key = [PHONE_NUMBER, TYPE, user.ID, LINE_NUMBER, EXTERNAL_CALL_ID].join(' ');
      const known = calls.find((one) => one.key === key && one.at > Date.now() - THIRTY_MINUTES);
      const shown = new Set(Number(SHOW) === 0 ? [] : [Number(user.ID)]);
      const at = Date.now();
      const one = known ?? { CALL_ID: `externalCall.${randomBytes(16).toString('hex')}.${at}`, key, at, params, shown };
      if (!known) calls.push(one);
      const { CRM_ENTITY_TYPE = '', CRM_ENTITY_ID = 0 } = one.params;
      return ok({ CALL_ID: one.CALL_ID, CRM_CREATED_LEAD: null, CRM_ENTITY_TYPE, CRM_ENTITY_ID });
    },
    'telephony.externalcall.show': ({ CALL_ID, USER_ID }) => {
      const one = callBy(CALL_ID);
      for (const id of [USER_ID].flat()) one?.shown.add(Number(id));
      return ok(Boolean(one));
    },
    'telephony.externalcall.hide': ({ CALL_ID, USER_ID }) => {
      const one = callBy(CALL_ID);
      for (const id of [USER_ID].flat()) one?.shown.delete(Number(id));
      return ok(Boolean(one));
    },
    'telephony.externalcall.finish': ({ CALL_ID, USER_ID, DURATION = 0, STATUS_CODE }) => {
      if (typeof CALL_ID !== 'string') return error(400, 'INVALID_ARGUMENT', 'CALL_ID must be a string');
      if (!USER_ID) return error(400, 'ERROR_CORE', 'USER_ID or USER_PHONE_INNER should be set');
      const one = callBy(CALL_ID);
      if (!one) return error(400, 'ERROR_CORE', 'Call is not found (call should be registered prior to finishing');
      if (!active(USER_ID)) return error(400, 'ERROR_CORE', 'User is not found or is not active');
      calls.splice(calls.indexOf(one), 1);
      statistics.push({
        ...{ ID: nextId++, CALL_ID, EXTERNAL_CALL_ID: one.params.EXTERNAL_CALL_ID, PORTAL_USER_ID: USER_ID },
        ...{ CALL_DURATION: DURATION, CALL_FAILED_CODE: STATUS_CODE ?? (Number(DURATION) > 0 ? '200' : '304') },
        ...{ CRM_ACTIVITY_ID: nextId++, PHONE_NUMBER: one.params.PHONE_NUMBER, PORTAL_NUMBER: one.params.LINE_NUMBER },
        ...{ CRM_ENTITY_TYPE: one.params.CRM_ENTITY_TYPE, CRM_ENTITY_ID: one.params.CRM_ENTITY_ID, record: null },
      });
      return ok(statistics.at(-1));
    },
    'voximplant.statistic.get': ({ FILTER = {} }) =>
      ok(statistics.filter((one) => Object.entries(FILTER as Fields).every(([name, value]) => one[name] === value))),
    'telephony.externalcall.attachrecord': ({ CALL_ID, FILENAME, FILE_CONTENT }) => {
      const one = statistics.find((record) => record.CALL_ID === CALL_ID);
      if (!one) return error(400, 'ERROR_CORE', 'Call is not found in the statistic table. Finish the call first.');
      if (!/\.(wav|mp3)$/.test(`${FILENAME}`)) return error(400, 'ERROR_CORE', 'Wrong file extension');
      one.record = { FILENAME, content: Buffer.from(`${FILE_CONTENT}`, 'base64') };
      return ok({ FILE_ID: nextId++ });
    },
    'event.bind': ({ event, handler }) => {
      if (!/^https:/.test(`${handler}`)) return error(400, 'ERROR_ARGUMENT', 'Wrong handler URL');
      if (bound.some((one) => one.event === event && one.handler === handler))
        return error(400, 'ERROR_CORE', 'Unable to set event handler: Handler already binded');
      bound.push({ event: `${event}`, handler: `${handler}` });
      return ok(true);
    },
  };

  const token = ({ body, headers }: Received): Answer => {
    if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return error(400, 'invalid_request', 'wrong content type');
    const form = new URLSearchParams(body);
    const said = Object.fromEntries(form);
    if (said.client_id !== APPLICATION.clientId || said.client_secret !== APPLICATION.clientSecret)
      return error(401, 'invalid_client', 'Wrong application data');
    const isRight =
      said.grant_type === 'refresh_token'
        ? said.refresh_token === tokens.refresh
        : said.grant_type === 'authorization_code' && said.code === 'code-0';
    if (!isRight) return error(400, 'invalid_grant', 'Invalid refresh token');
    tokens.issued++;
    Object.assign(tokens, { access: `access-${tokens.issued}`, refresh: `refresh-${tokens.issued}`, expired: false });
    return {
      body: {
        ...{ access_token: tokens.access, refresh_token: tokens.refresh, expires_in: 3600, member_id: MEMBER },
        ...{
          expires: Math.floor(Date.now() / 1000) + 3600,
          domain: 'oauth.bitrix24.tech',
          scope: 'crm,telephony,user',
        },
        ...{ server_endpoint: 'https://oauth.bitrix24.tech/rest/', client_endpoint: `https://${PORTAL}/rest/` },
        ...{ status: 'L', user_id: 1 },
      },
    };
  };

  const isFull = () => {
    const now = Date.now();
    bucket = { level: Math.max(0, bucket.level - ((now - bucket.at) / 1000) * LEAK_PER_SECOND), at: now };
    if (bucket.level >= BURST) return true;
    bucket.level++;
    return false;
  };

  const refusal = (method: string, auth: unknown, isHook: boolean): Answer | undefined => {
    if (isFull()) return error(503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests');
    if (isHook && OF_APPLICATIONS.includes(method))
      return error(403, 'WRONG_AUTH_TYPE', 'Current authorization type is denied for this method');
    if (isHook) return undefined;
    if (!auth) return error(401, 'NO_AUTH_FOUND', 'Wrong authorization data');
    if (auth !== tokens.access) return error(401, 'invalid_token', 'Unable to get application by token');
    return tokens.expired ? error(401, 'expired_token', 'The access token provided has expired.') : undefined;
  };

  const answer = (request: Received): ReceiverAnswer => {
    const { pathname } = new URL(request.path, 'http://far');
    const host = request.headers.host ?? '';
    if (pathname === '/oauth/token/' && (anyHost || host === 'oauth.bitrix24.tech')) return sent(token(request));
    const [, hook, method = ''] = /^\/rest\/(1\/k32t88gf3azpmwv3\/)?([A-Za-z.]+?)(?:\.json)?$/.exec(pathname) ?? [];
    if (!method || (!anyHost && host !== PORTAL)) return { status: 404, body: 'not found' };
    if (request.method !== 'POST' || !request.headers['content-type']?.startsWith('application/json'))
      return sent(error(400, 'INVALID_REQUEST', 'JSON is wanted'));
    const { auth, ...params } = JSON.parse(request.body) as Fields;
    const name = method.toLowerCase();
    asked.push({ method, params });
    const refused = refusal(name, auth, Boolean(hook));
    if (refused) return sent(refused);
    const fault = faults.find((one) => one.method.toLowerCase() === name && one.times > 0);
    if (fault) fault.times--;
    if (fault && 'answer' in fault) return sent(fault.answer);
    const said = methods[name]?.(params) ?? error(404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!');
    return fault ? null : sent(said);
  };

  /** what happens at the portal right after a question was answered */
  const meanwhile: { after?: (method: string) => void } = {};
  const server = await openReceiver((request) => {
    const given = answer(request);
    meanwhile.after?.(asked.at(-1)?.method ?? '');
    return given;
  });
  return {
    ...{ url: server.url, server, asked, calls, statistics, comments, bound, users, tokens, faults, meanwhile },
    ...{ add, update },
    elements: (type: number): readonly Element[] => elements.get(type) ?? [],
    /** the next so many searches by phone find nobody */
    searchLags(searches: number) {
      lag = searches;
    },
    fill() {
      bucket = { level: BURST, at: Date.now() };
    },
    leak() {
      bucket = { level: 0, at: Date.now() };
    },
    close: () => server.close(),
  };
}

const sent = ({ status = 200, body }: Answer): ReceiverAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ ...body, time: { operating: 0.1, operating_reset_at: Math.floor(Date.now() / 1000) + 600 } }),
});

/** As the portal's queue server tells of an event: form-encoded, the id alone. */
export const eventBody = (event: string, id: number, { token = APPLICATION_TOKEN, member = MEMBER } = {}) =>
  new URLSearchParams({
    ...{ event, event_handler_id: '1', 'data[FIELDS][ID]': `${id}`, ts: '1763712000' },
    ...{ 'auth[domain]': PORTAL, 'auth[member_id]': member, 'auth[application_token]': token },
  }).toString();

/** As an application without pages is told that it was installed. */
export const installBody = ({ access = 'access-0', domain = PORTAL, member = MEMBER } = {}) =>
  new URLSearchParams({
    ...{ event: 'ONAPPINSTALL', 'data[VERSION]': '1', 'data[ACTIVE]': 'Y', ts: '1763712000' },
    ...{ 'auth[access_token]': access, 'auth[refresh_token]': 'refresh-0', 'auth[expires_in]': '3600' },
    ...{ 'auth[scope]': 'crm,telephony,user', 'auth[domain]': domain, 'auth[status]': 'L', 'auth[member_id]': member },
    ...{ 'auth[server_endpoint]': 'https://oauth.bitrix24.tech/rest/', 'auth[application_token]': APPLICATION_TOKEN },
  }).toString();
