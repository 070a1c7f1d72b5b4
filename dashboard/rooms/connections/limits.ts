// What a connection's operator can't do, in words. A route that asks for more can't be published on its numbers.
import type { TFunction } from 'i18next';
import type { OperatorFacts } from '../../../src/api/wire.ts';

const STEPS = ['play', 'consent', 'menu', 'dial', 'queue', 'voicemail', 'call-back', 'hangup'] as const;
const PHONES = ['number', 'sip', 'registered'] as const;

/** One sentence a limit, the weightiest first; none: it can do everything. */
export function limitsOf({ capabilities: can }: Pick<OperatorFacts, 'capabilities'>, t: TFunction): string[] {
  const said: string[] = [];
  const say = (isSo: boolean, words: string) => {
    if (isSo) said.push(words);
  };
  const isAsked = can.asking !== 'none';
  say(!isAsked, t('connections.limit.asking'));
  say(can.asking === 'push', t('connections.limit.push'));
  const steps = STEPS.filter((step) => !can.steps.includes(step)).map((step) => t(`connections.step.${step}`));
  say(isAsked && steps.length > 0, t('connections.limit.steps', { steps: steps.join(', ') }));
  say(isAsked && !can.inTurn, t('connections.limit.inTurn'));
  say(isAsked && can.inTurn && can.together < 10, t('connections.limit.together', { count: can.together }));
  say(isAsked && !can.whisper, t('connections.limit.whisper'));
  say(isAsked && !can.acceptKey, t('connections.limit.acceptKey'));
  say(!can.passesCaller, t('connections.limit.passesCaller'));
  for (const phone of PHONES) say(isAsked && !can.phones.includes(phone), t(`connections.limit.${phone}`));
  say(!can.live, t('connections.limit.live'));
  say(can.recordings === 'none', t('connections.limit.recordings-none'));
  say(can.recordings === 'mono', t('connections.limit.recordings-mono'));
  say(!can.placesCalls, t('connections.limit.placesCalls'));
  return said;
}
