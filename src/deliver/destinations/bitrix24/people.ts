// The portal's employees, and whose client somebody is. https://apidocs.bitrix24.com/api-reference/user/user-get.html
import { agentOf, type Employee, wordFor } from '../crm/employees.ts';
import { remembered } from '../crm/remembered.ts';
import { outcomeOf, Stopped } from '../crm/stopped.ts';
import type { Far } from './clients.ts';

type User = { ID: string; NAME?: string; LAST_NAME?: string; EMAIL?: string; UF_PHONE_INNER?: string };
const FILTERS = { id: 'ID', email: 'EMAIL', extension: 'UF_PHONE_INNER' } as const;

/** The employee an agent is, by the owner's lines or the inner number; undefined: nobody can tell. */
export async function employeeId(agentId: unknown, far: Far): Promise<number | undefined> {
  const agent = (await far.way.agents()).find(({ id }) => id === agentId);
  const word = agent && wordFor(agent, far.to.settings.employees ?? '');
  if (!word) return undefined;
  if (word.by === 'id' && /^\d+$/.test(word.value)) return Number(word.value);
  const user = (await users({ [FILTERS[word.by]]: word.value, ACTIVE: true }, far))[0];
  return user && Number(user.ID);
}

const users = (FILTER: Record<string, unknown>, { portal, to, way }: Far): Promise<User[]> =>
  remembered(`users ${JSON.stringify(FILTER)}`, to, way, () =>
    portal.ask<User[]>('user.get', { FILTER }, { asksOnly: true }),
  );

/** Who takes what nobody of ours took: as the form says, else whoever has let us in. */
export async function someone({ portal, to, way }: Far): Promise<number> {
  if (to.settings.employee) return Number(to.settings.employee);
  const me = () => portal.ask<{ ID: string }>('profile', {}, { asksOnly: true });
  return Number((await remembered('profile', to, way, me)).ID);
}

type Responsible = {
  NAME?: string;
  ASSIGNED_BY_ID?: number | string;
  ASSIGNED_BY?: { USER_PHONE_INNER?: string | null };
};

/** Keeps who is responsible for the client, for the next call's route; what can't be asked now is asked after that. */
export async function takeManager(phone: string, far: Far): Promise<void> {
  const outcome = await outcomeOf(async () => {
    await askManager(phone, far);
    return { kind: 'done' };
  });
  if (outcome.kind === 'needs-owner') throw new Stopped(outcome);
}

async function askManager(phone: string, far: Far): Promise<void> {
  const { portal, to, way } = far;
  const found = await portal.ask<Responsible[]>(
    'telephony.externalCall.searchCrmEntities',
    { PHONE_NUMBER: phone },
    { asksOnly: true },
  );
  const one = found[0];
  if (!one?.ASSIGNED_BY_ID) return;
  const user = (await users({ ID: one.ASSIGNED_BY_ID }, far))[0];
  const employee: Employee = {
    ...{ id: `${one.ASSIGNED_BY_ID}`, name: [user?.NAME, user?.LAST_NAME].filter(Boolean).join(' ') },
    ...{ email: user?.EMAIL || null, extension: one.ASSIGNED_BY?.USER_PHONE_INNER || user?.UF_PHONE_INNER || null },
  };
  const agent = agentOf(employee, await way.agents(), to.settings.employees ?? '');
  if (agent) await way.takeManager({ phone, name: one.NAME ?? '', agentId: agent.id });
}
