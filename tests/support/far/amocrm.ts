// An account of amoCRM or Kommo as its documentation describes it: tokens, limits, contacts, leads, notes, the unsorted,
// with their refusals. It keeps what it was told, so that "never twice" can be seen. https://www.amocrm.ru/developers/
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

export const ACCOUNT = 'shop.amocrm.ru';
export const TOKEN = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.long-lived';
export const INTEGRATION = { clientId: '11a2b3c4-d5e6-7890-abcd-ef1234567890', clientSecret: 'cvXvXq0Xr5secret' };
export const REDIRECT = 'https://calls.example.test/signed-in';

type Fields = Record<string, unknown>;
export type FarElement = Fields & { id: number };
type Answer = { status?: number; body?: unknown; html?: string };
/** 'answer': this one instead, `times` times; 'cut': it is carried out, and the connection is cut. */
type Fault = { method: string; path: RegExp; times: number } & ({ answer: Answer } | { cut: true });
export type FarAmocrm = Awaited<ReturnType<typeof openFarAmocrm>>;

const PER_SECOND = 7;
const STATUSES = [
  { id: 10, name: 'Первичный контакт' },
  { id: 11, name: 'Переговоры' },
  { id: 142, name: 'Успешно реализовано' },
  { id: 143, name: 'Закрыто и не реализовано' },
];
const CODES = ['UTM_SOURCE', 'UTM_MEDIUM', 'UTM_CAMPAIGN', 'UTM_CONTENT', 'UTM_TERM', '_YM_UID', 'YCLID', 'REFERRER'];

const problem = (status: number, title: string, detail: string, more: Fields = {}): Answer => ({
  status,
  body: { ...more, title, type: 'https://httpstatus.es/', status, detail },
});
const invalid = (path: string, code: string, detail: string): Answer =>
  problem(400, 'Bad Request', 'Request validation failed', {
    'validation-errors': [{ request_id: '0', errors: [{ code, path, detail }] }],
  });
const list = (name: string, items: readonly unknown[]): Answer =>
  items.length > 0 ? { body: { _page: 1, _links: {}, _embedded: { [name]: items } } } : { status: 204 };

/** To be closed. */
export async function openFarAmocrm({ host = ACCOUNT } = {}) {
  const contacts: FarElement[] = [];
  const leads: FarElement[] = [];
  const notes: (FarElement & { on: string })[] = [];
  const unsorted: FarElement[] = [];
  const hooks: Fields[] = [];
  const faults: Fault[] = [];
  const tokens = { access: 'access-0', refresh: 'refresh-0', expired: false, issued: 0 };
  const users = [
    { id: 500, name: 'Пётр Хозяев', email: 'owner@shop.example' },
    { id: 501, name: 'Anna', email: 'anna@shop.example' },
  ];
  const fields = [...CODES.map((code, n) => ({ id: 700 + n, code, name: code, type: 'tracking_data' }))];
  const mapped = { id: 555001, code: null, name: 'Вероятность', type: 'text' };
  /** the account's own control of duplicates */
  const merging = { on: false };
  let nextId = 1000;
  let times: number[] = [];
  let refusals = 0;
  let lag = 0;
  const now = () => Math.floor(Date.now() / 1000);

  const insides = (one: Fields): Fields => (one._embedded ?? {}) as Fields;
  const add = (into: FarElement[], given: Fields): FarElement => {
    const one = { responsible_user_id: 500, created_at: now(), updated_at: now(), ...given, id: nextId++ };
    into.push(one);
    return one;
  };
  const addLead = (given: Fields, contactIds: readonly number[]) =>
    add(leads, {
      status_id: 10,
      pipeline_id: 1,
      price: 0,
      ...given,
      _embedded: { contacts: contactIds.map((id) => ({ id })) },
    });
  const contactsOf = (lead: FarElement) => ((insides(lead).contacts ?? []) as { id: number }[]).map(({ id }) => id);
  const phonesOf = (contact: FarElement) =>
    ((contact.custom_fields_values ?? []) as { field_code?: string; values: { value: string }[] }[])
      .filter(({ field_code }) => field_code === 'PHONE')
      .flatMap(({ values }) => values.map(({ value }) => value));
  const withLeads = (contact: FarElement) => ({
    ...contact,
    _embedded: { leads: leads.filter((lead) => contactsOf(lead).includes(contact.id)).map(({ id }) => ({ id })) },
  });
  const faultOfFields = (values: unknown): Answer | undefined => {
    for (const { field_id, field_code } of (values ?? []) as { field_id?: number; field_code?: string }[])
      if (field_code !== 'PHONE' && ![...fields, mapped].some(({ id, code }) => id === field_id || code === field_code))
        return invalid(
          'custom_fields_values.0.field_id',
          'NotSupportedChoice',
          'The value you selected is not a valid choice.',
        );
    return undefined;
  };

  const complex = (asked: Fields[]): Answer => {
    if (asked.length > 50) return invalid('', 'TooMany', 'No more than 50 leads');
    const answers: Fields[] = [];
    for (const { _embedded, ...lead } of asked) {
      const inside = (_embedded ?? {}) as { contacts?: Fields[]; companies?: Fields[] };
      if ((inside.contacts ?? []).length > 1)
        return invalid('_embedded.contacts', 'TooMany', 'Only one contact is allowed');
      const wrong =
        faultOfFields(lead.custom_fields_values) ?? faultOfFields(inside.contacts?.[0]?.custom_fields_values);
      if (wrong) return wrong;
      const phone = inside.contacts?.[0] && phonesOf(inside.contacts[0] as FarElement)[0];
      const known = merging.on ? contacts.find((one) => phonesOf(one).includes(phone ?? '')) : undefined;
      const open = known && leads.find((one) => contactsOf(one).includes(known.id) && one.status_id === 10);
      if (known && open) {
        const ids = { id: open.id, contact_id: known.id, company_id: null };
        answers.push({ ...ids, request_id: [lead.request_id], merged: true });
        continue;
      }
      const contact = inside.contacts?.[0] && add(contacts, inside.contacts[0]);
      const { id } = addLead(lead, contact ? [contact.id] : []);
      answers.push({
        id,
        contact_id: contact?.id ?? null,
        company_id: null,
        request_id: [lead.request_id],
        merged: false,
      });
    }
    return { body: answers };
  };

  const addUnsorted = (asked: Fields[]): Answer => {
    for (const [n, one] of asked.entries()) {
      const { metadata, source_uid, source_name } = one as {
        metadata?: Fields;
        source_uid?: string;
        source_name?: string;
      };
      for (const name of ['from', 'phone', 'called_at', 'duration', 'link', 'service_code', 'uniq'])
        if (metadata?.[name] === undefined || metadata[name] === '')
          return invalid(`${n}.metadata.${name}`, 'NotBlank', 'This value should not be blank.');
      if (!source_uid || !source_name) return invalid(`${n}.source_uid`, 'NotBlank', 'This value should not be blank.');
      if (unsorted.some((known) => (known.metadata as Fields).uniq === metadata?.uniq))
        return invalid(`${n}.metadata.uniq`, 'AlreadyExists', 'Unsorted with such uniq already exists');
      add(unsorted, one);
    }
    return { body: { _embedded: { unsorted: asked.map(() => ({ uid: `uid-${nextId}`, request_id: '0' })) } } };
  };

  const noteFault = ({ note_type: type, params }: Fields): Answer | undefined => {
    if (type !== 'call_in' && type !== 'call_out')
      return invalid('0.note_type', 'NotSupportedChoice', 'Unknown note type');
    const { uniq, duration, source, phone, call_status: status = 4 } = (params ?? {}) as Fields;
    if (!uniq || !source || !phone || !Number.isInteger(duration))
      return invalid('0.params', 'NotBlank', 'Missing params');
    return [1, 2, 3, 4, 5, 6, 7, 8].includes(Number(status))
      ? undefined
      : invalid('0.params.call_status', 'NotSupportedChoice', 'Unknown status');
  };

  const byIds = (from: readonly FarElement[], query: URLSearchParams) => {
    const ids = [...query].filter(([name]) => /^filter\[id\]/.test(name)).map(([, value]) => Number(value));
    return ids.length > 0 ? from.filter(({ id }) => ids.includes(id)) : [...from];
  };
  const paged = (items: readonly unknown[], query: URLSearchParams) => {
    const limit = Math.min(250, Number(query.get('limit') ?? 50));
    const page = Number(query.get('page') ?? 1);
    return items.slice((page - 1) * limit, page * limit);
  };
  const notFound = problem(404, 'Not Found', 'Entity not found');

  type Handler = (match: RegExpExecArray, query: URLSearchParams, body: never) => Answer;
  const routes: [method: string, path: RegExp, answer: Handler][] = [
    ['GET', /^\/account$/, () => ({ body: { id: 1, subdomain: host.split('.')[0], currency: 'RUB' } })],
    ['GET', /^\/users$/, (_, query) => list('users', paged(users, query))],
    ['GET', /^\/leads\/custom_fields$/, (_, query) => list('custom_fields', paged([...fields, mapped], query))],
    [
      ...(['GET', /^\/leads\/pipelines$/] as const),
      () => list('pipelines', [{ id: 1, name: 'Воронка', _embedded: { statuses: STATUSES } }]),
    ],
    [
      ...(['GET', /^\/contacts$/] as const),
      (_, query) => {
        const words = query.get('query')?.toLowerCase();
        if (words !== undefined && lag-- > 0) return { status: 204 };
        const found = words
          ? contacts.filter((one) =>
              `${one.name} ${phonesOf(one).map((phone) => phone.replace(/\D/g, ''))}`.toLowerCase().includes(words),
            )
          : byIds(contacts, query);
        return list('contacts', paged(found.map(withLeads), query));
      },
    ],
    [
      ...(['GET', /^\/contacts\/(\d+)$/] as const),
      ([, id]) => {
        const one = contacts.find((contact) => contact.id === Number(id));
        return one ? { body: withLeads(one) } : notFound;
      },
    ],
    [
      ...(['POST', /^\/contacts$/] as const),
      (_, __, body: Fields[]) =>
        list(
          'contacts',
          body.map((one) => ({ id: add(contacts, one).id, request_id: '0' })),
        ),
    ],
    ['POST', /^\/leads\/complex$/, (_, __, body: Fields[]) => complex(body)],
    [
      ...(['POST', /^\/leads$/] as const),
      (_, __, body: Fields[]) => {
        const wrong = body.map(({ custom_fields_values: values }) => faultOfFields(values)).find(Boolean);
        if (wrong) return wrong;
        return list(
          'leads',
          body.map((one) => ({
            id: addLead(
              one,
              ((insides(one).contacts ?? []) as FarElement[]).map(({ id }) => id),
            ).id,
          })),
        );
      },
    ],
    [
      ...(['GET', /^\/leads$/] as const),
      (_, query) => {
        const from = Number(query.get('filter[updated_at][from]') ?? 0);
        const found = byIds(leads, query).filter(({ updated_at: at }) => Number(at) >= from);
        if (query.get('order[updated_at]') === 'asc') found.sort((a, b) => Number(a.updated_at) - Number(b.updated_at));
        return list('leads', paged(found, query));
      },
    ],
    [
      ...(['GET', /^\/leads\/(\d+)$/] as const),
      ([, id]) => {
        const one = leads.find((lead) => lead.id === Number(id));
        return one ? { body: one } : { status: 204 };
      },
    ],
    [
      ...(['PATCH', /^\/leads\/(\d+)$/] as const),
      ([, id], _, body: Fields) => {
        const one = leads.find((lead) => lead.id === Number(id));
        const wrong = faultOfFields(body.custom_fields_values);
        if (!one || wrong) return wrong ?? notFound;
        const values = (one.custom_fields_values ?? []) as { field_id: number }[];
        const given = (body.custom_fields_values ?? []) as { field_id: number }[];
        const kept = values.filter(({ field_id }) => !given.some((other) => other.field_id === field_id));
        Object.assign(one, body, { custom_fields_values: [...kept, ...given], updated_at: now() });
        return { body: { id: one.id, updated_at: one.updated_at } };
      },
    ],
    [
      ...(['POST', /^\/((?:leads|contacts)\/(\d+))\/notes$/] as const),
      ([, on = '', id], _, body: Fields[]) => {
        const known = on.startsWith('leads') ? leads : contacts;
        const wrong = body.map(noteFault).find(Boolean);
        if (wrong || !known.some((one) => one.id === Number(id))) return wrong ?? notFound;
        return list(
          'notes',
          body.map((note) => {
            const one = { ...note, on, id: nextId++ };
            notes.push(one);
            return { id: one.id, entity_id: Number(id), request_id: '0' };
          }),
        );
      },
    ],
    [
      ...(['GET', /^\/((?:leads|contacts)\/\d+)\/notes$/] as const),
      ([, on], query) => {
        const type = query.get('filter[note_type]');
        return list('notes', paged(notes.filter((note) => note.on === on && note.note_type === type).reverse(), query));
      },
    ],
    [
      ...(['PATCH', /^\/((?:leads|contacts)\/\d+)\/notes\/(\d+)$/] as const),
      ([, on, id], _, body: Fields) => {
        const note = notes.find((one) => one.on === on && one.id === Number(id));
        const wrong = noteFault(body);
        if (!note || wrong) return wrong ?? notFound;
        Object.assign(note, body);
        return { body: { id: note.id, updated_at: now() } };
      },
    ],
    ['POST', /^\/leads\/unsorted\/sip$/, (_, __, body: Fields[]) => addUnsorted(body)],
    [
      ...(['POST', /^\/webhooks$/] as const),
      (_, __, body: Fields) => {
        if (!/^https:/.test(`${body.destination}`)) return invalid('destination', 'Url', 'Not a valid URL');
        hooks.push(body);
        return { status: 201, body };
      },
    ],
  ];

  const token = (said: Fields): Answer => {
    if (said.client_id !== INTEGRATION.clientId || said.client_secret !== INTEGRATION.clientSecret)
      return problem(400, 'Некорректный запрос', 'Client authentication failed', { hint: 'Invalid client' });
    if (said.redirect_uri !== REDIRECT)
      return problem(400, 'Некорректный запрос', 'Check the `redirect_uri` parameter');
    const isRight =
      said.grant_type === 'refresh_token' ? said.refresh_token === tokens.refresh : said.code === 'code-0';
    if (!isRight)
      return problem(400, 'Некорректный запрос', 'Token has been revoked', { hint: 'Token has been revoked' });
    tokens.issued++;
    Object.assign(tokens, { access: `access-${tokens.issued}`, refresh: `refresh-${tokens.issued}`, expired: false });
    const { access: access_token, refresh: refresh_token } = tokens;
    return { body: { token_type: 'Bearer', expires_in: 86_400, access_token, refresh_token } };
  };

  const limited = (): Answer | undefined => {
    const at = Date.now();
    times = [...times.filter((time) => time > at - 1000), at];
    if (times.length <= PER_SECOND) return undefined;
    refusals++;
    if (refusals > 20) return { status: 403, html: '<html><h1>403 Forbidden</h1></html>' };
    return problem(429, 'Too Many Requests', 'Too many requests');
  };

  const answer = ({ method, path, headers, body }: Received): Answer | null => {
    const { pathname, searchParams } = new URL(path, 'http://far');
    if (headers.host !== host) return { status: 404, html: 'no such account' };
    const isWrite = method !== 'GET';
    if (isWrite && !headers['content-type']?.startsWith('application/json')) return problem(415, 'Wrong type', 'JSON');
    const said = (isWrite ? JSON.parse(body) : undefined) as never;
    if (pathname === '/oauth2/access_token') return token(said);
    const over = limited();
    if (over) return over;
    const bearer = headers.authorization;
    if (bearer !== `Bearer ${TOKEN}` && (bearer !== `Bearer ${tokens.access}` || tokens.expired))
      return problem(401, 'Unauthorized', 'Неверный логин или пароль');
    const place = pathname.replace(/^\/api\/v4/, '');
    const fault = faults.find((one) => one.method === method && one.path.test(place) && one.times > 0);
    if (fault) fault.times--;
    if (fault && 'answer' in fault) return fault.answer;
    for (const [wanted, pattern, handle] of routes) {
      const match = wanted === method ? pattern.exec(place) : null;
      if (!match) continue;
      const given = handle(match, searchParams, said);
      return fault ? null : given;
    }
    return problem(404, 'Not Found', 'Page not found');
  };

  const server = await openReceiver((request): ReceiverAnswer => {
    const said = answer(request);
    if (!said) return null;
    const type = said.html === undefined ? 'application/hal+json' : 'text/html';
    return {
      ...{ status: said.status ?? 200, headers: { 'content-type': type } },
      body: said.html ?? (said.body === undefined ? '' : JSON.stringify(said.body)),
    };
  });
  return {
    ...{ url: server.url, server, contacts, leads, notes, unsorted, hooks, faults, tokens, fields, merging },
    addContact: (name: string, phone: string, more: Fields = {}) =>
      add(contacts, { ...more, name, custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone }] }] }),
    addLead,
    valueOf: (lead: FarElement | undefined, code: string) => {
      const id = code === 'mapped' ? mapped.id : fields.find((field) => field.code === code)?.id;
      const values = (lead?.custom_fields_values ?? []) as { field_id: number; values: { value: string }[] }[];
      return values.find((one) => one.field_id === id)?.values[0]?.value;
    },
    /** the next so many searches find nobody */
    searchLags(searches: number) {
      lag = searches;
    },
    /** the limit is reached now */
    fill() {
      times = Array<number>(PER_SECOND).fill(Date.now());
    },
    leak() {
      times = [];
    },
    close: () => server.close(),
  };
}

/** As the account tells that leads have changed. */
export const hookBody = (what: 'add' | 'update' | 'status', ids: readonly number[], subdomain = 'shop') =>
  new URLSearchParams([
    ...ids.flatMap((id, n): [string, string][] => [
      [`leads[${what}][${n}][id]`, `${id}`],
      [`leads[${what}][${n}][status_id]`, '142'],
      [`leads[${what}][${n}][pipeline_id]`, '1'],
      [`leads[${what}][${n}][custom_fields][0][values][0][value]`, 'yandex'],
    ]),
    ['account[id]', '1'],
    ['account[subdomain]', subdomain],
  ]).toString();
