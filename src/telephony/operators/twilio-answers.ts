// What is answered to Twilio and its like beside documents of plans, and what the final event of a leg says.
import type { CallFact } from '../../core/call.ts';
import type { HookAnswer, HookRequest, House } from './port.ts';
import { factOf } from './told-call.ts';
import { causeOf, type TwilioFields } from './twilio-fields.ts';
import { element, xmlDocument } from './xml.ts';

/** A request whose proof has been checked. */
export type Asked = { request: HookRequest; fields: TwilioFields; house: House };
export const xml = (body: string): HookAnswer => ({ status: 200, type: 'text/xml; charset=utf-8', body });
export const NOTHING: HookAnswer = { status: 204 };
export const EMPTY = xml(xmlDocument(element('Response')));

type AboutLeg = { call: string; at: Date; leg: { leg: string; step: number; targetId: string | null } };

const ROUNDING_MS = 990; // durations are whole seconds: an answer that was told itself is the earlier one, and counts

/** Facts of a leg's final event; how long it talked makes up for an answer that was not told. */
export function endOfLeg({ call, at, leg }: AboutLeg, fields: TwilioFields, withKey: boolean): CallFact[] {
  const cause = causeOf(fields('CallStatus'), fields('SipResponseCode'));
  const ended = factOf(call, at, { kind: 'leg-ended', leg: leg.leg, cause });
  const seconds = Number(fields('CallDuration'));
  if (withKey || fields('CallStatus') !== 'completed' || !(seconds > 0)) return [ended];
  const answered = new Date(at.getTime() - seconds * 1000 + ROUNDING_MS);
  return [
    factOf(call, answered, { kind: 'leg-started', ...leg }, 'by-duration'),
    factOf(call, answered, { kind: 'leg-answered', leg: leg.leg }, 'by-duration'),
    ended,
  ];
}
