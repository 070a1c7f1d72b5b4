// Who an operator's employee is among ours: agents have phones, operators have extensions or logins, and the owner says
// once in a setting which belong together.
import { digitsOf } from '../../core/phone.ts';
import { type Plan, type PlanTarget, targetsOf } from '../../core/routing/plan.ts';
import { isPhoneOf, numberOf } from './dial-chain.ts';
import type { House, SettingField } from './port.ts';

type Settings = Readonly<Record<string, string>>;

/** '+79161112233=101, +79162223344=102': an agent's phone (or SIP user) and what that person is called there. */
export const EMPLOYEES: SettingField = {
  name: 'employees',
  secret: false,
  required: false,
  pattern: String.raw`\s*([^=,;\s]+\s*=\s*[^=,;\s]+([,;\s]+|$))*`,
  example: '+79161112233=101, +79162223344=102',
};

/** What the operator calls the person whose phone this is; null: the setting does not say. */
export function employeeOf(target: PlanTarget, settings: Settings): string | null {
  return pairs(settings).find(([phone]) => isPhoneOf(target, phone))?.[1] ?? null;
}

/** The agent whom the operator means by an extension, login or number (the first that is somebody's); null: nobody. */
export function agentOf(plan: Plan | undefined, told: readonly string[], settings: Settings): string | null {
  const known = pairs(settings);
  const phones = told.flatMap((name) => [name, ...known.filter(([, at]) => at === name).map(([phone]) => phone)]);
  const targets = plan ? targetsOf(plan) : [];
  for (const phone of phones) {
    const found = targets.find((target) => isPhoneOf(target, phone));
    if (found) return found.id;
  }
  return null;
}

/** How the operator is told to ring a target: by extension or login, else by the digits of its number. */
export function dialledAs(target: PlanTarget, settings: Settings): string | null {
  return employeeOf(target, settings) ?? numberOf(target);
}

/** The plan of a call, as far as it is known; nobody waits for it in vain. */
export async function planOfCall(house: House, providerCallId: string): Promise<Plan | undefined> {
  try {
    return await house.planOf(providerCallId);
  } catch (error) {
    house.log('whom an event is about could not be looked up', error);
    return undefined;
  }
}

function pairs({ employees = '' }: Settings): [phone: string, at: string][] {
  return [...employees.matchAll(/([^=,;\s]+)\s*=\s*([^=,;\s]+)/g)].map(([, phone = '', at = '']) => [
    /^\+?\d+$/.test(phone) ? digitsOf(phone) : phone,
    at,
  ]);
}
