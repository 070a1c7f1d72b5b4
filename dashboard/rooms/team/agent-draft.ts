// An agent while it is being edited: what the fields hold, whether it can be saved, what is sent.
import type { Agent, AgentPhoneWish } from '../../../src/api/wire.ts';
import { toE164, phone as written } from '../../words/phone.ts';

export type PhoneKind = AgentPhoneWish['kind'];
export interface AgentDraft {
  name: string;
  kind: PhoneKind;
  number: string;
  uri: string;
  connectionId: string | null;
  extension: string;
  skills: { skill: string; level: number }[];
  scheduleId: string | null;
  wrapUpSeconds: number;
  teamIds: string[];
}

export function agentDraft(agent: Agent | null): AgentDraft {
  const phone = agent?.phone;
  return {
    name: agent?.name ?? '',
    kind: phone?.kind ?? 'number',
    number: phone?.kind === 'number' ? written(phone.e164) : '',
    uri: phone?.kind === 'sip' ? phone.uri : 'sip:',
    connectionId: phone?.kind === 'number' ? phone.connectionId : null,
    extension: agent?.extension ?? '',
    skills: Object.entries(agent?.skills ?? {}).map(([skill, level]) => ({ skill, level })),
    scheduleId: agent?.scheduleId ?? null,
    wrapUpSeconds: agent?.wrapUpSeconds ?? 0,
    teamIds: agent?.teams.map(({ id }) => id) ?? [],
  };
}

export type AgentFault = 'name' | 'number' | 'uri' | 'extension';

const SIP = /^sip:[^\s;,&|()"$]+$/;

/** What keeps the draft from being saved. */
export function faultsOf({ name, kind, number, uri, extension }: AgentDraft): AgentFault[] {
  const faults: [AgentFault, boolean][] = [
    ['name', name.trim() === ''],
    ['number', kind === 'number' && toE164(number) === null],
    ['uri', kind === 'sip' && !SIP.test(uri.trim())],
    ['extension', extension !== '' && !/^\d{2,6}$/.test(extension)],
  ];
  return faults.flatMap(([fault, is]) => (is ? [fault] : []));
}

/** What is sent: a phone that registers with us keeps its login. */
export function askedAgent(draft: AgentDraft) {
  const { name, extension, skills, scheduleId, wrapUpSeconds, teamIds } = draft;
  const named = skills.filter(({ skill }) => skill.trim() !== '');
  return {
    name: name.trim(),
    phone: phoneOf(draft),
    extension: extension === '' ? null : extension,
    skills: Object.fromEntries(named.map(({ skill, level }) => [skill.trim().toLowerCase(), level])),
    ...{ scheduleId, wrapUpSeconds, teamIds },
  };
}

function phoneOf({ kind, number, uri, connectionId }: AgentDraft) {
  if (kind === 'registered') return { kind };
  return kind === 'sip' ? { kind, uri: uri.trim() } : { kind, e164: toE164(number) ?? number, connectionId };
}
