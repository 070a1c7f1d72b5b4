// Who answers calls: agents, their phones, skills and states; teams; and schedules, when they or the business are there.
import { z } from 'zod';
import { E164, Name, SipUri, Text, Time } from './base.ts';

/** How an agent is rung. The password of a phone registered with us is shown once, when it is made (AgentSaved). */
export const AgentPhone = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sip'), uri: SipUri }),
  z.object({
    kind: z.literal('number'),
    e164: E164,
    connectionId: z.uuid().nullable().describe('called through it; null: through the connection of the called number'),
  }),
  z.object({ kind: z.literal('registered'), login: z.string() }),
]);
export const AgentPhoneWish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sip'), uri: SipUri }),
  z.object({ kind: z.literal('number'), e164: E164, connectionId: z.uuid().nullable().default(null) }),
  z
    .object({ kind: z.literal('registered') })
    .describe('a softphone or desk phone that registers with us: login and password are made by us'),
]);

export const Skills = z
  .record(Text.trim().toLowerCase().min(1).max(40), z.int().min(1).max(5))
  .refine((skills) => Object.keys(skills).length <= 30, 'at most 30 skills')
  .describe('level 1…5 by skill, such as {"english": 3}');

const Extension = z.string().regex(/^\d{2,6}$/, 'two to six digits');
const RingSeconds = z.int().min(3).max(180).describe('in the line: how long it rings before the next one');
const WrapUpSeconds = z.int().min(0).max(3600).describe('time for notes after a talk, in which no call comes');

export const Agent = z.object({
  id: z.uuid(),
  siteId: z.uuid(),
  name: z.string(),
  phone: AgentPhone,
  extension: z.string().nullable().describe('how other agents dial this one'),
  skills: Skills,
  scheduleId: z.uuid().nullable().describe('the shift; null: always on shift'),
  wrapUpSeconds: z.int(),
  ringSeconds: z.int(),
  linePosition: z.int().nullable().describe("place in the site's line, 0 is rung first; null: not in it"),
  away: z.object({ since: Time, reason: z.string() }).nullable().describe('by hand; null: not away'),
  teams: z.array(z.object({ id: z.uuid(), name: z.string() })),
  createdAt: Time,
});

const settings = {
  name: Name,
  phone: AgentPhoneWish,
  extension: Extension.nullable(),
  skills: Skills,
  scheduleId: z.uuid().nullable(),
  wrapUpSeconds: WrapUpSeconds,
  ringSeconds: RingSeconds,
  teamIds: z.array(z.uuid()).max(100).describe('of the same site; left out: as it is'),
};
export const AgentCreate = z.object({
  ...settings,
  extension: settings.extension.default(null),
  skills: Skills.default({}),
  scheduleId: settings.scheduleId.default(null),
  wrapUpSeconds: WrapUpSeconds.default(0),
  ringSeconds: RingSeconds.default(20),
  teamIds: settings.teamIds.default([]),
});
/** A phone is changed whole. The same kind "registered" again keeps its login and password. */
export const AgentPatch = z.object(settings).partial();

/** What is entered into a softphone; its password is kept where only telephony reads it, and never shown again. */
export const PhoneAccount = z.object({
  server: z.string().describe('address and port'),
  login: z.string(),
  password: z.string(),
});
export const AgentSaved = Agent.extend({
  account: PhoneAccount.nullable().describe('of a phone registered with us, when its password has just been made'),
});

/** PUT /agents/:agent/state. `free` ends away and wrap-up. */
export const AgentStateWish = z.discriminatedUnion('state', [
  z.object({ state: z.literal('free') }),
  z.object({ state: z.literal('away'), reason: Text.trim().max(120).default('') }),
]);

const Member = z.object({
  agentId: z.uuid(),
  priority: z.int().min(1).max(9).describe('1 is rung before 2, where the route asks for priority'),
});
const Members = z
  .array(Member)
  .max(500)
  .refine((members) => new Set(members.map(({ agentId }) => agentId)).size === members.length, 'an agent twice');
export const Team = z.object({ id: z.uuid(), siteId: z.uuid(), name: z.string(), members: z.array(Member) });
export const TeamCreate = z.object({ name: Name, members: Members.default([]) });
export const TeamPatch = z.object({ name: Name, members: Members }).partial();

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');
const ClockEnd = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'HH:MM, at most 24:00');
const Hours = z.object({ from: Clock, to: ClockEnd }).describe('`to` not after `from`: over midnight');
export const ScheduleHours = z.object({
  weekly: z
    .array(
      Hours.extend({
        days: z.array(z.int().min(1).max(7)).min(1).max(7).describe('1 Monday … 7 Sunday'),
      }),
    )
    .max(50),
  dates: z
    .array(
      z.object({
        date: z.iso.date(),
        name: Text.trim().max(120),
        hours: z.array(Hours).max(10).describe('empty: closed all day'),
      }),
    )
    .max(1000)
    .refine((dates) => new Set(dates.map(({ date }) => date)).size === dates.length, 'a date twice'),
});
/** When the business is open or an agent on shift, in the site's time zone. A date goes before the week's hours. */
export const Schedule = z.object({
  id: z.uuid(),
  siteId: z.uuid(),
  name: z.string(),
  ...ScheduleHours.shape,
});
export const ScheduleCreate = z.object({
  name: Name,
  weekly: ScheduleHours.shape.weekly.default([]),
  dates: ScheduleHours.shape.dates.default([]),
});
export const SchedulePatch = z.object({ name: Name, ...ScheduleHours.shape }).partial();

export const HolidaysQuery = z.object({
  country: z.enum(['RU']).default('RU'),
  year: z.coerce.number().int().min(2000).max(2100),
  language: z.enum(['ru', 'en']).default('ru'),
});
export const Holidays = z
  .array(z.object({ date: z.iso.date(), name: z.string() }))
  .describe('fixed dates by law; days off that the government moves each year are not among them');

export type AgentPhone = z.infer<typeof AgentPhone>;
export type AgentPhoneWish = z.infer<typeof AgentPhoneWish>;
export type Agent = z.infer<typeof Agent>;
export type AgentCreate = z.infer<typeof AgentCreate>;
export type AgentPatch = z.infer<typeof AgentPatch>;
export type AgentSaved = z.infer<typeof AgentSaved>;
export type PhoneAccount = z.infer<typeof PhoneAccount>;
export type AgentStateWish = z.infer<typeof AgentStateWish>;
export type Team = z.infer<typeof Team>;
export type Schedule = z.infer<typeof Schedule>;
export type ScheduleHours = z.infer<typeof ScheduleHours>;
export type Holidays = z.infer<typeof Holidays>;
