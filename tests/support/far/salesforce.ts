// Salesforce on the far side: leads, contacts, tasks, opportunities, their queries; it refuses what the real one refuses.
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

export type FarSalesforce = Awaited<ReturnType<typeof openFarSalesforce>>;
type Row = Record<string, unknown> & { Id: string };
const PERSON = [
  'Name',
  'FirstName',
  'LastName',
  'Phone',
  'MobilePhone',
  'HomePhone',
  'OwnerId',
  'LeadSource',
  'City',
  'Company',
];
const KNOWN: Record<string, string[]> = {
  Lead: PERSON,
  Contact: PERSON,
  Task: [
    ...['Subject', 'TaskSubtype', 'Status', 'ActivityDate', 'WhoId', 'WhatId', 'CallType', 'CallDurationInSeconds'],
    ...['CallObject', 'CallDisposition', 'Description', 'OwnerId', 'Campaign__c'],
  ],
  Opportunity: ['Name', 'StageName', 'CloseDate', 'ContactId', 'Description', 'OwnerId', 'LeadSource', 'Amount'],
};
const REQUIRED: Record<string, string[]> = {
  Lead: ['LastName', 'Company'],
  Task: ['Subject'],
  Opportunity: ['Name', 'StageName', 'CloseDate'],
};
const PREFIX: Record<string, string> = { Lead: '00Q', Contact: '003', Task: '00T', Opportunity: '006', User: '005' };

/** `state.duplicateOf`: a rule that holds every new lead for that record. The search (SOSL) finds only what `add` put there. */
export async function openFarSalesforce() {
  const rows: Record<string, Row[]> = { Lead: [], Contact: [], Task: [], Opportunity: [], User: [] };
  const state = { token: 'good-access', refresh: 'refresh-1', duplicateOf: '' };
  let ids = 0;
  let instead: ((request: Received) => ReceiverAnswer | undefined) | undefined;
  let lost: ((request: Received) => boolean) | undefined;
  const add = (type: string, fields: Record<string, unknown>): Row => {
    const now = new Date().toISOString();
    const one = {
      Id: `${PREFIX[type]}${String(++ids).padStart(15, '0')}`,
      CreatedDate: now,
      SystemModstamp: now,
      ...fields,
    };
    rows[type]?.push(one);
    return one;
  };
  rows.User?.push({ Id: '005000000000000077', Email: 'anna@example.com', IsActive: true });

  const faultOf = (type: string, fields: Record<string, unknown>, isNew: boolean) => {
    const strange = Object.keys(fields).find((name) => !KNOWN[type]?.includes(name));
    if (strange) return failed(400, 'INVALID_FIELD', `No such column '${strange}' on sobject of type ${type}`);
    const missing = isNew ? (REQUIRED[type] ?? []).filter((name) => !fields[name]) : [];
    if (missing.length > 0) return failed(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing}]`);
    if (type === 'Task' && 'CallDurationInSeconds' in fields && !Number.isInteger(fields.CallDurationInSeconds))
      return failed(400, 'JSON_PARSER_ERROR', 'Cannot deserialize instance of int');
    if (type === 'Task' && `${fields.WhoId}`.startsWith('00Q') && fields.WhatId)
      return failed(
        400,
        'FIELD_INTEGRITY_EXCEPTION',
        'You can only create or edit tasks related to a lead without WhatId',
      );
    if (fields.WhoId && ![...(rows.Lead ?? []), ...(rows.Contact ?? [])].some(({ Id }) => Id === fields.WhoId))
      return failed(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
    return undefined;
  };
  const answer = (request: Received): ReceiverAnswer => {
    const said = instead?.(request);
    if (said !== undefined) return said;
    const { method, headers, body } = request;
    const url = new URL(request.path, 'https://acme.my.salesforce.com');
    if (headers.host === 'login.salesforce.com') {
      const form = new URLSearchParams(body);
      if (form.get('grant_type') !== 'refresh_token' || form.get('refresh_token') !== state.refresh)
        return {
          status: 400,
          body: JSON.stringify({ error: 'invalid_grant', error_description: 'expired access/refresh token' }),
        };
      state.token = 'renewed-access';
      return json(200, {
        access_token: state.token,
        instance_url: 'https://acme.my.salesforce.com',
        token_type: 'Bearer',
      });
    }
    if (headers.host !== 'acme.my.salesforce.com') return failed(404, 'URL_NOT_RESET', `host ${headers.host}`);
    const path = /^\/services\/data\/v\d\d\.0(\/.*)$/.exec(url.pathname)?.[1];
    if (!path) return failed(404, 'NOT_FOUND', 'The requested resource does not exist');
    if (headers.authorization !== `Bearer ${state.token}`)
      return failed(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    const q = url.searchParams.get('q') ?? '';
    if (path === '/search/') {
      const digits = /^FIND \{(\d+)\} IN PHONE FIELDS RETURNING /.exec(q)?.[1];
      if (!digits) return failed(400, 'MALFORMED_SEARCH', q);
      const found = ['Contact', 'Lead'].flatMap((type) =>
        (rows[type] ?? [])
          .filter(
            (one) =>
              one.isOld && [one.Phone, one.MobilePhone].some((phone) => `${phone}`.replace(/\D/g, '').includes(digits)),
          )
          .map((one) => ({ attributes: { type, url: '' }, ...one })),
      );
      return json(200, { searchRecords: found });
    }
    if (path === '/query') return json(200, { done: true, records: select(q, rows) });
    const [, type = '', id] = /^\/sobjects\/(\w+)\/?(\w*)$/.exec(path) ?? [];
    if (!rows[type]) return failed(404, 'NOT_FOUND', path);
    const fields = JSON.parse(body) as Record<string, unknown>;
    const fault = faultOf(type, fields, method === 'POST');
    if (fault) return fault;
    if (method === 'PATCH') {
      const one = rows[type]?.find(({ Id }) => Id === id);
      if (!one) return failed(404, 'NOT_FOUND', 'The requested resource does not exist');
      Object.assign(one, fields);
      return { status: 204 };
    }
    if (type === 'Lead' && state.duplicateOf) {
      const record = { attributes: { type: 'Contact' }, Id: state.duplicateOf };
      const duplicateResut = { matchResults: [{ matchRecords: [{ record }] }] };
      return json(400, [{ errorCode: 'DUPLICATES_DETECTED', message: 'Use one of these records?', duplicateResut }]);
    }
    return json(201, { id: add(type, fields).Id, success: true, errors: [] });
  };
  const receiver = await openReceiver((request) => {
    const said = answer(request);
    return lost?.(request) ? null : said;
  });
  return {
    ...{ rows, state, receiver, url: receiver.url },
    instead(next: typeof instead) {
      instead = next;
    },
    lose(which: typeof lost) {
      lost = which;
    },
    /** a record that somebody else made, long ago */
    add: (type: string, fields: Record<string, unknown>) => add(type, { isOld: true, ...fields }),
    close: receiver.close,
  };
}

/** As much of SOQL as is asked here: one object, conditions with = joined by AND or by OR. */
function select(soql: string, rows: Record<string, Row[]>): object[] {
  const [, type = '', where = ''] =
    /^SELECT .+ FROM (\w+)(?: WHERE (.+?))?(?: ORDER BY .+?)?(?: LIMIT \d+)?$/.exec(soql) ?? [];
  const table = rows[type];
  if (!table) throw new Error(`not understood: ${soql}`);
  const isAny = where.includes(' OR ');
  const conditions = [...where.matchAll(/(\w+) (>=|=) (?:'((?:[^'\\]|\\.)*)'|([^\s)]+))/g)]
    .map(([, name = '', sign = '', text, word]) => ({ name, sign, value: text ?? word ?? '' }))
    .filter(({ name }) => name !== 'IsConverted');
  const holds = (one: Row) => {
    const of = ({ name, sign, value }: (typeof conditions)[number]) =>
      sign === '=' ? `${one[name]}` === value : `${one[name]}` >= value;
    return conditions.length === 0 || (isAny ? conditions.some(of) : conditions.every(of));
  };
  return table.filter(holds).map((one) => ({ attributes: { type }, ...one }));
}

const json = (status: number, body: object): ReceiverAnswer => ({
  ...{ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
});
const failed = (status: number, errorCode: string, message: string) =>
  json(status, [{ message, errorCode, fields: [] }]);
