// Agents, teams and schedules through the API.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Agent, AgentSaved, Holidays, Schedule, Site, Target, Team } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId });
  at = `/api/v1/sites/${site.id}`;
});
after(() => api?.close());

const SIP = { kind: 'sip', uri: 'sip:boris@192.0.2.10' };
const add = (body: object) => api.answer<AgentSaved>(201, 'POST', `${at}/agents`, { body });

async function publish(name: string, id: string) {
  const routeId = randomUUIDv7();
  await api.db.query("insert into routes (id, site_id, name, draft) values ($1, $2, $3, '{}')", [
    routeId,
    site.id,
    name,
  ]);
  const route = { start: 'a', steps: { a: { do: 'dial', to: [{ agent: id }], else: null } } };
  await api.db.query('insert into route_versions (route_id, version, route) values ($1, 1, $2)', [
    routeId,
    JSON.stringify(route),
  ]);
  return () => api.db.query('update routes set removed_at = now() where id = $1', [routeId]);
}

describe('an agent', () => {
  test('needs a name and a phone; those of the line are among the agents, first', async () => {
    const made = await add({ name: 'Boris', phone: SIP });
    assert.deepEqual(
      [made.phone, made.skills, made.wrapUpSeconds, made.linePosition, made.away, made.account],
      [SIP, {}, 0, null, null, null],
    );
    const listed = await api.get<Agent[]>(`${at}/agents`);
    assert.deepEqual(
      listed.map(({ name, linePosition }) => [name, linePosition]),
      [
        ['Anna', 0],
        ['Boris', null],
      ],
    );
    assert.equal(api.changed.at(-1), site.id);
  });

  test('with a phone registered with us has a login, and a password that is shown once', async () => {
    const made = await add({ name: 'Vera', phone: { kind: 'registered' } });
    assert.ok(made.account && made.phone.kind === 'registered');
    assert.equal(made.account.server, 'sip.example:5080');
    assert.equal(made.account.login, made.phone.login);
    assert.match(made.account.password, /^[a-z2-9]{16}$/);
    const url = `/api/v1/agents/${made.id}`;
    const same = await api.answer<AgentSaved>(200, 'PATCH', url, {
      body: { name: 'Vera P.', phone: { kind: 'registered' } },
    });
    assert.deepEqual([same.account, same.phone, same.name], [null, made.phone, 'Vera P.']);
    const renewed = await api.answer<AgentSaved>(200, 'POST', `${url}/password`);
    assert.equal(renewed.account?.login, made.phone.login);
    assert.notEqual(renewed.account?.password, made.account.password);
    assert.ok(!(await api.ask('GET', `${at}/agents`)).body.includes(renewed.account?.password ?? '?'));
    await api.answer(200, 'PATCH', url, { body: { phone: SIP } });
    await api.problem(409, 'not-registered', 'POST', `${url}/password`);
  });

  test('is rung at a number through a connection of the own account only', async () => {
    const phone = { kind: 'number', e164: '+79161234567', connectionId: site.connectionId };
    assert.deepEqual((await add({ name: 'Gleb', phone })).phone, phone);
    const stranger = await addSite(api.db, { accountId: (await addAccount(api.db)).accountId });
    await api.problem(404, 'not-found', 'POST', `${at}/agents`, {
      body: { name: 'X', phone: { ...phone, connectionId: stranger.connectionId } },
    });
  });

  test('has an extension that no other agent of the site has', async () => {
    await add({ name: 'Dina', phone: SIP, extension: '101' });
    await api.problem(409, 'extension-taken', 'POST', `${at}/agents`, {
      body: { name: 'Egor', phone: SIP, extension: '101' },
    });
  });

  test('is away by hand with a reason, and free again', async () => {
    const { id } = await add({ name: 'Zoya', phone: SIP });
    const url = `/api/v1/agents/${id}/state`;
    const away = await api.answer<Agent>(200, 'PUT', url, { body: { state: 'away', reason: 'lunch' } });
    assert.equal(away.away?.reason, 'lunch');
    const back = await api.answer<Agent>(200, 'PUT', url, { body: { state: 'free' } });
    assert.equal(back.away, null);
    const history = await api.db.query(
      'select state, reason, user_id from agent_history where agent_id = $1 and user_id is not null order by at',
      [id],
    );
    assert.deepEqual(
      history.rows.map((row) => [row.state, row.reason, row.user_id]),
      [
        ['away', 'lunch', api.owner.userId],
        ['free', '', api.owner.userId],
      ],
    );
  });

  test('that a published route names can not be removed: the refusal says which route', async () => {
    const agent = await add({ name: 'Ilya', phone: SIP });
    const retire = await publish('Evening', agent.id);
    const { detail } = await api.problem(409, 'agent-in-route', 'DELETE', `/api/v1/agents/${agent.id}`);
    assert.match(detail, /"Evening"/);
    await retire();
    await api.answer(204, 'DELETE', `/api/v1/agents/${agent.id}`);
    await api.problem(404, 'not-found', 'PATCH', `/api/v1/agents/${agent.id}`, { body: {} });
  });

  test('that alone is in the line can not be removed: calls would ring nobody', async () => {
    await api.problem(409, 'only-one-in-line', 'DELETE', `/api/v1/agents/${site.targets[0]?.id}`);
  });

  test('of the line may have any phone: the line then leaves it alone', async () => {
    const own = await addSite(api.db, { accountId: api.owner.accountId });
    const url = `/api/v1/sites/${own.id}`;
    const [anna] = own.targets;
    const phone = { kind: 'number', e164: '+79161234567', connectionId: null };
    await api.answer(200, 'PATCH', `/api/v1/agents/${anna?.id}`, { body: { phone } });
    const line = (await api.get<Site>(url)).targets;
    assert.deepEqual(
      line.map(({ name, sipUri }) => [name, sipUri]),
      [['Anna', null]],
    );
    const put = { targets: [{ name: 'Boris', sipUri: 'sip:boris@192.0.2.10', ringSeconds: 20 }, ...line] };
    const after = await api.answer<Target[]>(200, 'PUT', `${url}/targets`, { body: put });
    assert.deepEqual(
      after.map(({ name, sipUri }) => [name, sipUri]),
      [
        ['Boris', 'sip:boris@192.0.2.10'],
        ['Anna', null],
      ],
    );
    assert.deepEqual((await api.get<Agent[]>(`${url}/agents`))[1]?.phone, phone);
    await api.problem(400, 'invalid', 'PUT', `${url}/targets`, {
      body: { targets: [{ name: 'New', sipUri: null, ringSeconds: 20 }] },
    });
  });

  test('of another account is not there', async () => {
    const stranger = await addAccount(api.db);
    const key = await api.keyFor(stranger.userId);
    const url = `/api/v1/agents/${site.targets[0]?.id}`;
    await api.problem(404, 'not-found', 'PATCH', url, { body: {}, key });
    await api.problem(404, 'not-found', 'PUT', `${url}/state`, { body: { state: 'free' }, key });
    await api.problem(404, 'not-found', 'DELETE', url, { key });
    await api.problem(404, 'not-found', 'POST', `${url}/password`, { key });
    for (const what of ['teams', 'schedules']) {
      const { id } = await api.answer<Team>(201, 'POST', `${at}/${what}`, { body: { name: 'Not theirs' } });
      await api.problem(404, 'not-found', 'PATCH', `/api/v1/${what}/${id}`, { body: {}, key });
      await api.problem(404, 'not-found', 'DELETE', `/api/v1/${what}/${id}`, { key });
      await api.answer(204, 'DELETE', `/api/v1/${what}/${id}`);
    }
  });
});

describe('a team', () => {
  test('has members by priority, of its own site only, and a name of its own', async () => {
    const other = await addSite(api.db, { accountId: api.owner.accountId });
    const [first, second] = [await add({ name: 'Kira', phone: SIP }), await add({ name: 'Lev', phone: SIP })];
    const members = [
      { agentId: first.id, priority: 2 },
      { agentId: second.id, priority: 1 },
      { agentId: other.targets[0]?.id, priority: 1 },
    ];
    const team = await api.answer<Team>(201, 'POST', `${at}/teams`, { body: { name: 'Sales', members } });
    assert.deepEqual(team.members, [members[1], members[0]]);
    await api.problem(409, 'team-exists', 'POST', `${at}/teams`, { body: { name: 'sales' } });
    const renamed = await api.answer<Team>(200, 'PATCH', `/api/v1/teams/${team.id}`, { body: { name: 'Sellers' } });
    assert.deepEqual(renamed, { ...team, name: 'Sellers' });
    assert.deepEqual(await api.get<Team[]>(`${at}/teams`), [renamed]);
    const [card] = (await api.get<Agent[]>(`${at}/agents`)).filter(({ id }) => id === first.id);
    assert.deepEqual(card?.teams, [{ id: team.id, name: 'Sellers' }]);
    const both = [team.id, (await api.answer<Team>(201, 'POST', `${at}/teams`, { body: { name: 'Night' } })).id];
    await api.answer(200, 'PATCH', `/api/v1/agents/${first.id}`, { body: { teamIds: both } });
    const [night] = (await api.get<Team[]>(`${at}/teams`)).filter(({ name }) => name === 'Night');
    assert.deepEqual(night?.members, [{ agentId: first.id, priority: 1 }]);
    const [sellers] = (await api.get<Team[]>(`${at}/teams`)).filter(({ id }) => id === team.id);
    assert.deepEqual(sellers?.members, team.members, 'a priority that was set stays');
    const retire = await publish('Day', team.id);
    await api.problem(409, 'team-in-route', 'DELETE', `/api/v1/teams/${team.id}`);
    await retire();
    await api.answer(204, 'DELETE', `/api/v1/teams/${team.id}`);
  });
});

describe('a schedule', () => {
  const weekly = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];
  test('is hours of the week and dates; who is on it keeps it from being deleted', async () => {
    const dates = [{ date: '2026-12-31', name: 'Short day', hours: [{ from: '09:00', to: '15:00' }] }];
    const made = await api.answer<Schedule>(201, 'POST', `${at}/schedules`, {
      body: { name: 'Office', weekly, dates },
    });
    assert.deepEqual(await api.get<Schedule[]>(`${at}/schedules`), [made]);
    const agent = await add({ name: 'Maya', phone: SIP, scheduleId: made.id });
    const { detail } = await api.problem(409, 'schedule-in-use', 'DELETE', `/api/v1/schedules/${made.id}`);
    assert.match(detail, /Maya/);
    await api.answer(200, 'PATCH', `/api/v1/agents/${agent.id}`, { body: { scheduleId: null } });
    await api.answer(204, 'DELETE', `/api/v1/schedules/${made.id}`);
  });

  test('with hours that are none is refused', async () => {
    const wrong = [
      { weekly: [{ days: [8], from: '09:00', to: '18:00' }] },
      { weekly: [{ days: [1], from: '9:00', to: '18:00' }] },
      { weekly: [{ days: [1], from: '24:00', to: '18:00' }] },
      { dates: [{ date: '2026-02-30', name: '', hours: [] }] },
      { dates: Array(2).fill({ date: '2026-02-23', name: '', hours: [] }) },
    ];
    for (const body of wrong)
      await api.problem(400, 'invalid', 'POST', `${at}/schedules`, { body: { name: 'X', ...body } });
  });

  test("may be filled with a year's public holidays", async () => {
    const days = await api.get<Holidays>('/api/v1/holidays?year=2027&language=en');
    assert.deepEqual(days[0], { date: '2027-01-01', name: 'New Year holidays' });
    assert.equal(days.length, 14);
  });
});
