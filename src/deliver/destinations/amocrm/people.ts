// The account's users, and whose client somebody is. https://www.amocrm.ru/developers/content/crm_platform/users-api
import { agentOf, type Employee, employeeOf } from '../crm/employees.ts';
import { remembered } from '../crm/remembered.ts';
import { textOf } from '../crm/stopped.ts';
import { all, type Far } from './account.ts';

function users(far: Far): Promise<Employee[]> {
  return remembered('users', far.to, far.way, async () =>
    (await all('/api/v4/users', 'users', far)).map(({ id, name, email }) => ({
      ...{ id: textOf(id), name: textOf(name), email: textOf(email) || null, extension: null },
    })),
  );
}

/** The user whom the agent of this name is; undefined: nobody, or nobody can tell. */
export async function employeeId(agentName: string | null, far: Far): Promise<number | undefined> {
  if (!agentName) return undefined;
  const [agent, another] = (await far.way.agents()).filter(({ name }) => name === agentName);
  if (!agent || another) return undefined;
  const user = employeeOf(agent, await users(far), far.to.settings.employees ?? '');
  return user && Number(user.id);
}

/** Keeps who is responsible for the client, for the next call's route. */
export async function takeManager(phone: string, contact: number, far: Far): Promise<void> {
  const card = await far.account.get(`/api/v4/contacts/${contact}`);
  const user = (await users(far)).find(({ id }) => id === textOf(card?.responsible_user_id));
  const agent = user && agentOf(user, await far.way.agents(), far.to.settings.employees ?? '');
  if (agent) await far.way.takeManager({ phone, name: textOf(card?.name), agentId: agent.id });
}
