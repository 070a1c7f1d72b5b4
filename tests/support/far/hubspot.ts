// HubSpot on the far side: contacts, calls, deals, their properties; it refuses what the real one refuses.
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';

export const HUBSPOT_TOKEN = 'pat-eu1-11111111-2222-3333-4444-555555555555';
type Kind = 'contacts' | 'calls' | 'deals';
type Stored = { id: string; properties: Record<string, string>; createdAt: number };
export type FarHubspot = Awaited<ReturnType<typeof openFarHubspot>>;

/** Built in: what a property's name must be among, beside those that were made. */
const BUILT_IN: Record<Kind, string[]> = {
  contacts: [
    ...[
      'phone',
      'mobilephone',
      'email',
      'firstname',
      'lastname',
      'city',
      'lifecyclestage',
      'hubspot_owner_id',
      'createdate',
    ],
    ...['hs_searchable_calculated_phone_number', 'hs_searchable_calculated_mobile_number'],
  ],
  calls: [
    ...['hs_timestamp', 'hs_call_title', 'hs_call_body', 'hs_call_direction', 'hs_call_duration', 'hs_call_status'],
    ...['hs_call_from_number', 'hs_call_to_number', 'hs_call_disposition', 'hs_call_recording_url', 'hubspot_owner_id'],
  ],
  deals: [
    ...['dealname', 'pipeline', 'dealstage', 'amount', 'deal_currency_code', 'hubspot_owner_id', 'createdate'],
    ...['hs_lastmodifieddate', 'hs_is_closed', 'hs_is_closed_won', 'description'],
  ],
};
const OF_CALLS = {
  hs_call_direction: ['INBOUND', 'OUTBOUND'],
  hs_call_status: [
    ...['BUSY', 'CALLING_CRM_USER', 'CANCELED', 'COMPLETED', 'CONNECTING', 'FAILED', 'IN_PROGRESS', 'NO_ANSWER'],
    ...['QUEUED', 'RINGING'],
  ],
};

/** `state.unsearchable`: contacts made by us are not found by searches yet. */
export async function openFarHubspot() {
  const stored: Record<Kind, Stored[]> = { contacts: [], calls: [], deals: [] };
  const made: Record<Kind, { name: string; hasUniqueValue: boolean }[]> = { contacts: [], calls: [], deals: [] };
  const groups: Record<Kind, string[]> = { contacts: [], calls: [], deals: [] };
  const links: string[] = [];
  const state = {
    unsearchable: false,
    tokens: [HUBSPOT_TOKEN],
    next: null as ReceiverAnswer | undefined | null,
    failing: 0,
  };
  const owners = [{ id: '77', email: 'anna@example.com' }];
  let ids = 500;
  let instead: ((request: Received) => ReceiverAnswer | undefined) | undefined;
  let lost: ((request: Received) => boolean) | undefined;

  const knows = (kind: Kind, name: string) =>
    BUILT_IN[kind].includes(name) || made[kind].some((one) => one.name === name);
  const faultOf = (kind: Kind, properties: Record<string, unknown>): ReceiverAnswer | undefined => {
    for (const [name, value] of Object.entries(properties)) {
      if (!knows(kind, name))
        return error(
          400,
          'VALIDATION_ERROR',
          `Property values were not valid: [{"name":"${name}","error":"PROPERTY_DOESNT_EXIST"}]`,
          [{ message: `Property "${name}" does not exist`, code: 'PROPERTY_DOESNT_EXIST' }],
        );
      if (typeof value !== 'string') return error(400, 'VALIDATION_ERROR', `${name} was not a string`);
      const options = kind === 'calls' ? OF_CALLS[name as keyof typeof OF_CALLS] : undefined;
      if (options && !options.includes(value))
        return error(400, 'VALIDATION_ERROR', `${value} was not one of the allowed options`);
    }
    if (kind === 'calls' && 'hs_call_duration' in properties && !/^\d+$/.test(`${properties.hs_call_duration}`))
      return error(400, 'VALIDATION_ERROR', 'hs_call_duration was not a valid long');
    return undefined;
  };
  const upsert = (
    kind: Kind,
    inputs: { idProperty?: string; id: string; properties: Record<string, string> }[],
  ): ReceiverAnswer => {
    if (inputs.length > 100) return error(400, 'VALIDATION_ERROR', 'The maximum batch size is 100');
    const results = [];
    for (const { idProperty, id, properties } of inputs) {
      if (
        !made[kind].some(({ name, hasUniqueValue }) => name === idProperty && hasUniqueValue) &&
        idProperty !== 'email'
      )
        return error(400, 'VALIDATION_ERROR', `${idProperty} is not a unique property`);
      const fault = faultOf(kind, properties);
      if (fault) return fault;
      const before = stored[kind].find((one) => one.properties[idProperty ?? ''] === id);
      if (!before && kind === 'calls' && !properties.hs_timestamp)
        return error(
          400,
          'VALIDATION_ERROR',
          'Error creating CALL. Some required properties were not set: hs_timestamp.',
        );
      const one = before ?? { id: `${++ids}`, properties: {}, createdAt: Date.now() };
      if (!before) stored[kind].push(one);
      Object.assign(one.properties, properties, { [idProperty ?? '']: id });
      results.push({ id: one.id, new: !before, properties: one.properties, archived: false });
    }
    return json(200, { status: 'COMPLETE', results });
  };
  const search = (kind: Kind, body: Search): ReceiverAnswer => {
    if (body.filterGroups.length > 5) return error(400, 'VALIDATION_ERROR', 'Maximum 5 filterGroups');
    const held = ({ properties }: Stored, name: string) => {
      if (name === 'hs_searchable_calculated_phone_number') return national(properties.phone);
      if (name === 'hs_searchable_calculated_mobile_number') return national(properties.mobilephone);
      return properties[name];
    };
    const names = body.filterGroups.flatMap(({ filters }) => filters.map(({ propertyName }) => propertyName));
    const strange = names.find((name) => !knows(kind, name));
    if (strange)
      return error(400, 'VALIDATION_ERROR', `There was a problem with the request: ${strange} PROPERTY_DOESNT_EXIST`);
    const found = stored[kind].filter(
      (one) =>
        !(state.unsearchable && 'dialtrace_phone' in one.properties) &&
        body.filterGroups.some(({ filters }) =>
          filters.every(({ propertyName, operator, value }) =>
            operator === 'EQ'
              ? held(one, propertyName) === value
              : Date.parse(held(one, propertyName) ?? '') >= Number(value),
          ),
        ),
    );
    const at = Number(body.after ?? 0);
    const page = found.slice(at, at + body.limit);
    const next = at + body.limit < found.length ? { paging: { next: { after: `${at + body.limit}` } } } : {};
    return json(200, { total: found.length, results: page.map(shown), ...next });
  };

  const answer = (request: Received): ReceiverAnswer => {
    const said = instead?.(request);
    if (said !== undefined) return said;
    const { method, headers, body } = request;
    const url = new URL(request.path, 'https://api.hubapi.com');
    if (headers.host !== 'api.hubapi.com') return error(421, 'VALIDATION_ERROR', `host ${headers.host}`);
    if (!state.tokens.some((token) => headers.authorization === `Bearer ${token}`))
      return error(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.');
    if (body && headers['content-type'] !== 'application/json')
      return error(415, 'VALIDATION_ERROR', 'Unsupported Media Type');
    const asked = body ? JSON.parse(body) : undefined;
    const [, kind, rest] = /^\/crm\/v3\/(?:objects|properties)\/(contacts|calls|deals)(.*)$/.exec(url.pathname) ?? [];
    const of = kind as Kind;
    if (url.pathname.startsWith('/crm/v3/properties/')) {
      if (rest === '/batch/read')
        return json(200, {
          results: [...made[of]].filter(({ name }) => asked.inputs.some((one: { name: string }) => one.name === name)),
        });
      if (rest === '/groups' && method === 'GET') return json(200, { results: groups[of].map((name) => ({ name })) });
      if (rest === '/groups') {
        groups[of].push(asked.name);
        return json(201, asked);
      }
      if (rest === '/batch/create') {
        for (const one of asked.inputs) {
          if (!groups[of].includes(one.groupName)) return error(400, 'VALIDATION_ERROR', `no group ${one.groupName}`);
          if (made[of].some(({ name }) => name === one.name)) return error(409, 'OBJECT_ALREADY_EXISTS', one.name);
          made[of].push(one);
        }
        return json(201, { status: 'COMPLETE', results: asked.inputs });
      }
      if (rest === '' && method === 'GET')
        return json(200, { results: [...BUILT_IN[of].map((name) => ({ name, label: name })), ...made[of]] });
    }
    if (url.pathname.startsWith('/crm/v3/objects/')) {
      if (rest === '/search') return search(of, asked);
      if (rest === '/batch/upsert') return upsert(of, asked.inputs);
      if (rest === '/batch/read')
        return json(200, {
          results: stored[of].filter(({ id }) => asked.inputs.some((one: { id: string }) => one.id === id)).map(shown),
        });
      if (rest === '' && method === 'GET') return json(200, { results: stored[of].slice(0, 1).map(shown) });
      const one = stored[of].find(({ id }) => rest === `/${id}`);
      if (!one) return error(404, 'OBJECT_NOT_FOUND', 'Object not found.');
      if (method === 'PATCH') {
        const fault = faultOf(of, asked.properties);
        if (fault) return fault;
        Object.assign(one.properties, asked.properties);
        return json(200, shown(one));
      }
    }
    const link = /^\/crm\/v4\/objects\/(\w+)\/(\d+)\/associations\/default\/(\w+)\/(\d+)$/.exec(url.pathname);
    if (link && method === 'PUT') {
      const [, from, fromId, other, otherId] = link;
      const there = (name: string | undefined, id: string | undefined) =>
        stored[name as Kind]?.some((one) => one.id === id);
      if (!there(from, fromId) || !there(other, otherId))
        return error(404, 'OBJECT_NOT_FOUND', 'One or more objects not found.');
      const name = `${from} ${fromId} ${other} ${otherId}`;
      if (!links.includes(name)) links.push(name);
      return json(200, { status: 'COMPLETE', results: [] });
    }
    if (url.pathname === '/crm/v4/associations/deals/contacts/batch/read')
      return json(200, {
        results: asked.inputs.map(({ id }: { id: string }) => ({
          from: { id },
          to: links.flatMap((name) =>
            name.startsWith(`deals ${id} contacts `) ? [{ toObjectId: Number(name.split(' ')[3]) }] : [],
          ),
        })),
      });
    if (url.pathname === '/crm/v3/pipelines/deals')
      return json(200, {
        results: [
          {
            id: 'default',
            label: 'Sales',
            stages: [
              { id: 'appointmentscheduled', label: 'Appointment' },
              { id: 'closedwon', label: 'Won' },
            ],
          },
        ],
      });
    if (url.pathname === '/crm/v3/owners')
      return json(200, { results: owners.filter(({ email }) => email === url.searchParams.get('email')) });
    const owner = owners.find(({ id }) => url.pathname === `/crm/v3/owners/${id}`);
    if (owner) return json(200, owner);
    return error(404, 'OBJECT_NOT_FOUND', `Unable to find ${method} ${url.pathname}`);
  };
  const receiver = await openReceiver((request) => {
    const said = answer(request);
    return lost?.(request) ? null : said;
  });

  return {
    ...{ stored, made, links, state, owners, receiver, url: receiver.url },
    /** answers requests as a test says; undefined: as ever */
    instead(answer: typeof instead) {
      instead = answer;
    },
    /** what is asked is done, and the connection cut before it is answered */
    lose(which: typeof lost) {
      lost = which;
    },
    /** a record that somebody else made */
    add(kind: Kind, properties: Record<string, string>): string {
      const id = `${++ids}`;
      stored[kind].push({ id, properties, createdAt: Date.now() });
      return id;
    },
    close: receiver.close,
  };
}

type Search = {
  filterGroups: { filters: { propertyName: string; operator: string; value: string }[] }[];
  limit: number;
  after?: string;
};
const national = (phone: string | undefined) => phone?.replace(/\D/g, '').slice(-10);
const shown = ({ id, properties }: Stored) => ({ id, properties, archived: false });
const json = (status: number, body: object): ReceiverAnswer => ({
  ...{ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
});
const error = (status: number, category: string, message: string, errors: object[] = []) =>
  json(status, { status: 'error', message, correlationId: 'c', category, errors });
