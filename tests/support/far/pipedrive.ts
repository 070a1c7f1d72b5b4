// Pipedrive on the far side: persons, leads, deals, call logs, activities; it refuses what the real one refuses, and makes
// twice what it is told twice.
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

export const PIPEDRIVE_TOKEN = '3f2a9c1f00000000000000000000000000000000';
export type FarPipedrive = Awaited<ReturnType<typeof openFarPipedrive>>;
type Row = Record<string, unknown> & { id: number | string };

const OUTCOMES = ['connected', 'no_answer', 'left_message', 'left_voicemail', 'wrong_number', 'busy'];
const PERSON = [
  'name',
  'owner_id',
  'org_id',
  'emails',
  'phones',
  'visible_to',
  'label_ids',
  'marketing_status',
  'custom_fields',
];
const DEAL = [
  ...['title', 'owner_id', 'person_id', 'org_id', 'pipeline_id', 'stage_id', 'value', 'currency', 'status'],
  ...['expected_close_date', 'custom_fields'],
];

/** `state.unsearchable`: what was made by us is not found by searches yet. */
export async function openFarPipedrive() {
  const persons: Row[] = [];
  const deals: Row[] = [];
  const leads: Row[] = [];
  const callLogs: Row[] = [];
  const activities: Row[] = [];
  const fields: { field_code: string; field_name: string; field_type: string }[] = [];
  const recordings: { id: string; type: string; bytes: number }[] = [];
  const users = [{ id: 7, email: 'anna@example.com', active_flag: true }];
  const state = { unsearchable: false };
  let ids = 100;
  let instead: ((request: Received) => ReceiverAnswer | undefined) | undefined;
  let lost: ((request: Received) => boolean) | undefined;

  const keysFault = (given: Record<string, unknown>) => {
    const strange = Object.keys(given).find((key) => !fields.some(({ field_code }) => field_code === key));
    return strange ? failed(400, `Validation failed: custom_fields: ${strange} is unknown`) : undefined;
  };
  const strangeIn = (given: object, known: string[]) => Object.keys(given).find((key) => !known.includes(key));
  const addPerson = (given: Record<string, unknown>) => {
    const strange = strangeIn(given, PERSON);
    if (strange || !given.name) return failed(400, `Validation failed: ${strange ?? 'name'}`);
    const fault = keysFault((given.custom_fields ?? {}) as Record<string, unknown>);
    if (fault) return fault;
    const one = { id: ++ids, ...given, isOurs: true };
    persons.push(one);
    return ok(201, one);
  };
  const personThere = (id: unknown) => persons.some((one) => one.id === id);
  const addDeal = (given: Record<string, unknown>) => {
    const strange = strangeIn(given, DEAL);
    if (strange || !given.title) return failed(400, `Validation failed: ${strange ?? 'title'}`);
    if (given.person_id !== undefined && !personThere(given.person_id)) return failed(404, 'Person not found');
    const fault = keysFault((given.custom_fields ?? {}) as Record<string, unknown>);
    if (fault) return fault;
    const now = new Date().toISOString();
    const one = {
      id: ++ids,
      status: 'open',
      value: 0,
      currency: 'EUR',
      stage_id: 1,
      add_time: now,
      update_time: now,
      ...given,
    };
    deals.push(one);
    return ok(201, one);
  };
  const addLead = (given: Record<string, unknown>) => {
    const { title, person_id, organization_id, owner_id, ...custom } = given;
    if (!title || !(person_id || organization_id))
      return failed(400, 'A lead needs a title and a person or an organization');
    if (!personThere(person_id)) return failed(404, 'Person not found');
    const fault = keysFault(custom);
    if (fault) return fault;
    const one = { id: `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`, ...given };
    leads.push(one);
    return ok(201, one);
  };
  const addCallLog = (given: Record<string, unknown>) => {
    const { outcome, to_phone_number, start_time, end_time, duration, deal_id, lead_id, person_id } = given;
    if (!OUTCOMES.includes(`${outcome}`) || !to_phone_number) return failed(400, 'Invalid outcome or to_phone_number');
    for (const time of [start_time, end_time])
      if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(`${time}`))
        return failed(400, 'Invalid time, expected YYYY-MM-DD HH:MM:SS');
    if (duration !== undefined && typeof duration !== 'string') return failed(400, 'duration must be a string');
    if (deal_id && lead_id)
      return failed(400, 'A call log can be associated with either a deal or a lead, but not both');
    if (person_id && !personThere(person_id)) return failed(404, 'Person not found');
    if (deal_id && !deals.some(({ id }) => id === deal_id)) return failed(404, 'Deal not found');
    if (lead_id && !leads.some(({ id }) => id === lead_id)) return failed(404, 'Lead not found');
    const one = { id: `log${++ids}`, has_recording: false, ...given };
    callLogs.unshift(one);
    return ok(201, one);
  };
  const search = (rows: Row[], url: URL, isHit: (row: Row, term: string) => boolean, shown: (row: Row) => object) => {
    const term = url.searchParams.get('term') ?? '';
    if (term.length < 2) return failed(400, 'Search term must be at least 2 characters long');
    const found = rows.filter((row) => !(state.unsearchable && row.isOurs) && isHit(row, term));
    return ok(200, { items: found.map((row) => ({ result_score: 1, item: shown(row) })) });
  };
  const change = (rows: Row[], id: string, given: object) => {
    const one = rows.find((row) => `${row.id}` === id);
    if (!one) return failed(404, 'Not found');
    Object.assign(one, given, { update_time: new Date().toISOString() });
    return ok(200, one);
  };
  const answer = (request: Received): ReceiverAnswer => {
    const said = instead?.(request);
    if (said !== undefined) return said;
    const { method, headers, body } = request;
    const url = new URL(request.path, 'https://acme.pipedrive.com');
    if (headers.host !== 'acme.pipedrive.com') return failed(404, `host ${headers.host}`);
    if (headers['x-api-token'] !== PIPEDRIVE_TOKEN && headers.authorization !== 'Bearer good-access')
      return failed(401, 'unauthorized access');
    const upload = /^\/api\/v1\/callLogs\/(\w+)\/recordings$/.exec(url.pathname);
    if (upload) {
      const one = callLogs.find(({ id }) => id === upload[1]);
      const boundary = /^multipart\/form-data; ?boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1];
      const part = /name="file"; filename="[^"]+"\r\ncontent-type: ([^\r]+)\r\n\r\n/i.exec(body);
      if (!one) return failed(404, 'Call log not found');
      if (!boundary || !part || !body.endsWith(`\r\n--${boundary}--\r\n`)) return failed(400, 'No file was uploaded');
      one.has_recording = true;
      recordings.push({ id: `${one.id}`, type: part[1] ?? '', bytes: body.length });
      return ok(200, null);
    }
    const given = body ? JSON.parse(body) : {};
    const [, path = '', id = ''] = /^\/api\/v[12]\/([A-Za-z]+(?:\/search|\/find)?)\/?(.*)$/.exec(url.pathname) ?? [];
    const custom = (row: Row) => Object.values((row.custom_fields as object | undefined) ?? row);
    switch (`${method} ${path}`) {
      case 'GET persons/search':
        return search(
          persons,
          url,
          ({ phones }, term) =>
            (phones as { value: string }[]).some(({ value }) => value.replace(/\D/g, '').includes(term)),
          (one) => ({ ...one, phones: (one.phones as { value: string }[]).map(({ value }) => value) }),
        );
      case 'GET deals/search':
        return search(
          deals,
          url,
          (row, term) => custom(row).includes(term),
          (row) => row,
        );
      case 'GET leads/search':
        return search(
          leads,
          url,
          (row, term) => custom(row).includes(term),
          (row) => row,
        );
      case 'POST persons':
        return addPerson(given);
      case 'GET persons': {
        const wanted = url.searchParams.get('ids')?.split(',');
        return ok(200, wanted ? persons.filter((one) => wanted.includes(`${one.id}`)) : persons.slice(0, 1));
      }
      case 'POST deals':
        return addDeal(given);
      case 'GET deals':
        return id
          ? oneOf(deals, id)
          : ok(
              200,
              deals.filter(({ update_time }) => `${update_time}` >= (url.searchParams.get('updated_since') ?? '')),
              { next_cursor: null },
            );
      case 'PATCH deals':
        return keysFault(given.custom_fields ?? {}) ?? change(deals, id, given);
      case 'POST leads':
        return addLead(given);
      case 'PATCH leads':
        return keysFault(given) ?? change(leads, id, given);
      case 'POST callLogs':
        return addCallLog(given);
      case 'GET callLogs':
        return id ? oneOf(callLogs, id) : ok(200, callLogs.slice(Number(url.searchParams.get('start')), 100));
      case 'POST activities': {
        if (given.person_id) return failed(400, 'person_id is read-only: use participants');
        const one = { id: ++ids, ...given };
        activities.unshift(one);
        return ok(201, one);
      }
      case 'GET activities':
        return ok(200, activities);
      case 'PATCH activities':
        return change(activities, id, given);
      case 'GET dealFields':
        return ok(200, fields, { next_cursor: null });
      case 'POST dealFields': {
        const field = { ...given, field_code: `${++ids}`.padStart(40, 'a') };
        fields.push(field);
        return ok(201, field);
      }
      case 'GET stages':
        return ok(200, [
          { id: 1, name: 'Qualified' },
          { id: 5, name: 'Signed' },
        ]);
      case 'GET users/find':
        return ok(
          200,
          users.filter(({ email }) => email === url.searchParams.get('term')),
        );
      case 'GET users':
        return oneOf(users, id);
    }
    return failed(404, `${method} ${url.pathname}`);
  };
  const receiver = await openReceiver((request) => {
    const said = answer(request);
    return lost?.(request) ? null : said;
  });
  return {
    ...{ persons, deals, leads, callLogs, activities, fields, recordings, users, state, receiver, url: receiver.url },
    instead(next: typeof instead) {
      instead = next;
    },
    /** what is asked is done, and the connection cut before it is answered */
    lose(which: typeof lost) {
      lost = which;
    },
    add(rows: 'persons' | 'deals', row: Record<string, unknown>): number {
      const id = ++ids;
      (rows === 'persons' ? persons : deals).push({ id, ...row });
      return id;
    },
    close: receiver.close,
  };
}

const ok = (status: number, data: unknown, additional_data: unknown = null): ReceiverAnswer => ({
  ...{ status, headers: { 'content-type': 'application/json' } },
  body: JSON.stringify({ success: true, data, additional_data }),
});
const failed = (status: number, error: string): ReceiverAnswer => ({
  ...{ status, headers: { 'content-type': 'application/json' } },
  body: JSON.stringify({ success: false, error, error_info: '', data: null, additional_data: null }),
});
function oneOf(rows: readonly { id: number | string }[], id: string): ReceiverAnswer {
  const one = rows.find((row) => `${row.id}` === id);
  return one ? ok(200, one) : failed(404, 'Not found');
}
