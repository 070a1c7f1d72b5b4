// Shapes of what webhooks are told: one for each type of event. `CallRow` and `Visit` are those of the API.
import { z } from 'zod';
import type { EventType } from '../../core/event.ts';
import { NOTICE_KINDS } from '../../core/notice.ts';
import { CallRow, Visit } from '../wire.ts';
import { Time } from './base.ts';
import { Deal } from './deals.ts';

const Revision = z
  .int()
  .describe('which event of its type this is, of this call: 1, 2 …; one with a higher number tells the same better');
const Day = z.iso.date().describe("in the site's time zone");
const AboutCall = {
  revision: Revision,
  sample: z.literal(true).optional().describe('made up: somebody has pressed "send a test" before there was a call'),
  call: CallRow.describe('as it is when the webhook is sent, which may be later than the event'),
  visit: Visit.omit({ activity: true }).nullable().describe('the likeliest one, if the call has one'),
};
const AboutNoCall = { ...AboutCall, call: CallRow.nullable(), visit: Visit.omit({ activity: true }).nullable() };
const Agent = { agentId: z.uuid().nullable().optional().describe('null: nobody of ours, or the line of the site') };
const Figures = z.object({
  ...{ day: Day, calls: z.int(), answered: z.int(), missed: z.int(), firstTime: z.int(), talkSeconds: z.number() },
  ...{ spam: z.int(), missedCallers: z.int(), recovered: z.int(), waiting: z.int(), parked: z.int() },
  sources: z.array(
    z.object({ channel: z.string().nullable(), source: z.string().nullable(), calls: z.int(), missed: z.int() }),
  ),
});
const Notice = z.object({
  kind: z.enum(NOTICE_KINDS),
  subject: z.string(),
  data: z.record(z.string(), z.unknown()),
  ended: z.boolean(),
});

/** `data` of each type, and when it is told. */
export const WEBHOOK_EVENTS: Readonly<Record<EventType, { when: string; data: z.ZodType }>> = {
  'call.offered': { when: 'A call comes in; nobody has been rung yet.', data: z.object(AboutCall) },
  'call.ringing': { when: 'A phone rings: once for each agent.', data: z.object({ ...AboutCall, ...Agent }) },
  'call.answered': { when: 'Somebody has taken the call.', data: z.object({ ...AboutCall, ...Agent }) },
  'call.finished': {
    when: 'The call is over; again with a higher revision when what was told of its end turns out otherwise.',
    data: z.object(AboutCall),
  },
  'call.recording-ready': {
    when: 'The talk, or a message, can be heard.',
    data: z.object({ ...AboutCall, recordingId: z.uuid().optional(), kind: z.string().optional() }),
  },
  'call.attributed': {
    when: 'Who called is known, or judged anew: then with a higher revision.',
    data: z.object({ ...AboutCall, version: z.int().optional().describe('of the answer') }),
  },
  'call.tagged': {
    when: 'A person, or a rule, has said what it was about.',
    data: z.object({ ...AboutCall, added: z.array(z.string()).optional(), removed: z.array(z.string()).optional() }),
  },
  'call.qualified': {
    when: 'A person, or a rule, has said what it is worth, or that it is spam.',
    data: z.object({ ...AboutCall, category: z.string().nullable().optional() }),
  },
  'deal.changed': {
    when: 'What a call became in the CRM has another stage, status or sum.',
    data: z.object({
      ...AboutNoCall,
      dealId: z.uuid().optional(),
      deal: Deal.pick({
        id: true,
        farId: true,
        title: true,
        stage: true,
        status: true,
        amount: true,
        url: true,
      }).optional(),
    }),
  },
  'call-back.late': {
    when: 'A missed caller has not been called back in time.',
    data: z.object({ ...AboutNoCall, taskId: z.uuid().optional() }),
  },
  'day.ended': {
    when: 'A day of the site is over.',
    data: z.object({ ...AboutNoCall, day: Day, figures: Figures.optional() }),
  },
  'spend.changed': {
    when: 'Money paid for ads on these days became known, or known better. The rows: GET /sites/{site}/spend.',
    data: z.object({
      ...{ ...AboutNoCall, from: Day, to: Day },
      ...{ destinationId: z.uuid().nullable().optional(), feed: z.string().optional() },
    }),
  },
  'notice.raised': {
    when: 'The owner should know of something.',
    data: z.object({
      ...AboutNoCall,
      noticeId: z.uuid().optional(),
      kind: z.enum(NOTICE_KINDS).optional(),
      notice: Notice,
    }),
  },
};

/** The whole body of a type. */
export const webhookBody = (type: EventType) =>
  z.object({
    type: z.literal(type),
    timestamp: Time.describe('when it happened'),
    data: WEBHOOK_EVENTS[type].data,
  });
