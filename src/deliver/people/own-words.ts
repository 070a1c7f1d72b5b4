// A message in the owner's own words: their template, its places filled as people read them.
import { formatForPeople } from '../../core/phone.ts';
import { fill } from '../../core/template.ts';
import { fieldsOf } from '../fields.ts';
import type { Told } from '../told.ts';
import { callState, moment } from './call-words.ts';
import type { MessageOptions } from './message.ts';
import { type PeopleWords, WORDS } from './words.ts';

const LONGEST_VALUE = 300;

/** Null: the owner has said nothing for such an event. */
export function ownWords(told: Told, { language, settings, encode }: MessageOptions): string | null {
  const template = (told.call?.status === 'missed' && settings.missedTemplate) || settings.template;
  if (!template?.trim()) return null;
  return fill(template, readable(told, WORDS[language]), (value) => encode(value.slice(0, LONGEST_VALUE)));
}

/** The places of all templates (fields.ts), with phones, times, channels and states as people say them. */
function readable(told: Told, words: PeopleWords): Record<string, string> {
  const { call, site } = told;
  const fields = fieldsOf(told);
  if (!call) return fields;
  const channel = call.attribution?.channel?.channel;
  return {
    ...fields,
    caller: call.caller ? formatForPeople(call.caller) : words.hidden,
    number: formatForPeople(call.number),
    started_at: moment(call.startedAt, site.timeZone, words.locale),
    status: callState(told, words),
    ...(channel ? { channel: words.channels[channel] ?? channel } : {}),
    ...(call.missedReason ? { missed_reason: words.why[call.missedReason] } : {}),
    ...(fields.probability ? { probability: words.sure(Math.round(Number(fields.probability) * 100)) } : {}),
  };
}
