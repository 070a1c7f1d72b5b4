// Each step of a route in one plain sentence, its limit, and where it goes otherwise.
import type { TFunction } from 'i18next';
import type { Prompt, RouteStep, Whom } from '../../../src/api/wire.ts';
import { span } from '../../words/format.ts';
import { joined, ruleWords } from './condition-words.ts';
import type { Names } from './names.ts';
import { type Ref, type Way, waysOf } from './ways.ts';
import { shownWords } from './whisper-words.ts';

/** What the step does: 'Rings Anna, then team “Sales”, one after the other, 20 s each.' */
export function stepWords(step: RouteStep, names: Names, t: TFunction): string {
  switch (step.do) {
    case 'choose':
      return t('routes.says.choose', { count: step.rules.length });
    case 'announce':
      return t('routes.says.announce', { prompt: promptWords(step.prompt, names, t) });
    case 'notice':
    case 'call-back':
      return t(`routes.says.${step.do}`, { prompt: promptWords(step.prompt, names, t) });
    case 'consent': {
      const { digit, seconds } = step;
      return t('routes.says.consent', { prompt: promptWords(step.prompt, names, t), digit, seconds });
    }
    case 'menu': {
      const { seconds, tries } = step;
      return t('routes.says.menu', { prompt: promptWords(step.prompt, names, t), seconds, count: tries });
    }
    case 'dial': {
      if (step.to.length === 0) return t('routes.says.dialNobody');
      const who = joined(
        step.to.map((whom) => whomWords(whom, names, t)),
        'routes.says.and',
        t,
      );
      return t('routes.says.dial', { who, ...ringingWords(step, 'how', names, t) });
    }
    case 'queue':
      return queueWords(step, names, t);
    case 'voicemail':
      return t('routes.says.voicemail', { prompt: promptWords(step.prompt, names, t), span: span(step.seconds, t) });
    case 'hang-up':
      return t('routes.says.hang-up', { cause: t(`routes.cause.${step.cause}`) });
    default:
      return step satisfies never;
  }
}

function queueWords(step: RouteStep & { do: 'queue' }, names: Names, t: TFunction): string {
  if (!step.team) return t('routes.says.queueNobody');
  const music = step.music && names.sound(step.music);
  return t('routes.says.queue', {
    team: whomWords({ team: step.team }, names, t),
    music: music ? t('routes.says.music', { name: music }) : t('routes.says.ownMusic'),
    position: step.announcePosition ? t('routes.says.position') : '',
    ...ringingWords(step, 'howQueue', names, t),
  });
}

function ringingWords(step: RouteStep & { do: 'dial' | 'queue' }, how: 'how' | 'howQueue', names: Names, t: TFunction) {
  const { strategy, ringSeconds, skill, whisper, acceptKey } = step;
  // Who is rung alone is rung in no order.
  const isOne = step.do === 'dial' && step.to.length === 1 && !step.to.some((whom) => 'team' in whom);
  return {
    how: isOne
      ? t('routes.says.howOne', { n: ringSeconds })
      : t(`routes.says.${how}.${strategy}`, { n: ringSeconds, skill: skill ?? '' }),
    whisper: whisper ? t('routes.says.whisper', { prompt: promptWords(withPlaces(whisper, t), names, t) }) : '',
    accept: acceptKey ? t('routes.says.accept', { key: acceptKey }) : '',
  };
}

// '{source}' is how it is written; people read what will stand there.
const withPlaces = (whisper: Prompt, t: TFunction): Prompt =>
  'text' in whisper ? { ...whisper, text: shownWords(whisper.text, t) } : whisper;

/** Null: the house's own words. */
export function promptWords(prompt: Prompt | null, names: Names, t: TFunction): string {
  if (prompt === null) return t('routes.says.house');
  if ('text' in prompt)
    return prompt.text.trim() ? t('routes.says.words', { words: prompt.text.trim() }) : t('routes.says.noWords');
  const name = names.sound(prompt.sound);
  return name === undefined ? t('routes.says.noSound') : t('routes.says.sound', { name });
}

export function whomWords(whom: Whom, names: Names, t: TFunction): string {
  if ('is' in whom) return t(`routes.who.${whom.is}`);
  if ('agent' in whom) return names.agent(whom.agent) ?? t('routes.who.gone');
  const name = names.team(whom.team);
  return name === undefined ? t('routes.who.goneTeam') : t('routes.who.team', { name });
}

/** 'At most 60 s · else: step 3'; empty: nothing to say beside the sentence. */
export function limitWords(step: RouteStep, numbers: ReadonlyMap<string, number>, t: TFunction): string {
  const where = (ref: Ref) => t('routes.says.else', { where: whereWords(ref, numbers, t) });
  switch (step.do) {
    case 'dial':
    case 'queue':
      return [t('routes.says.limit', { span: span(step.seconds, t) }), where(step.else)].join(' · ');
    case 'menu':
    case 'choose':
      return where(step.else);
    case 'hang-up':
      return '';
    default:
      return t('routes.says.next', { where: whereWords(step.next, numbers, t) });
  }
}

export function whereWords(ref: Ref, numbers: ReadonlyMap<string, number>, t: TFunction): string {
  if (ref === null) return t('routes.says.where.end');
  const n = numbers.get(ref);
  return n === undefined ? t('routes.says.where.missing') : t('routes.says.where.step', { n });
}

/** The heading of a branch: 'if the caller is known', 'key 1', 'otherwise'. */
export function laneWords(step: RouteStep, way: Way, names: Names, t: TFunction): string {
  const [kind, name = ''] = way.split(':');
  if (kind === 'rule' && step.do === 'choose') return ruleWords(step.rules[Number(name)]?.if ?? [], names, t);
  if (kind === 'key') return t('routes.lane.key', { key: name });
  if (kind === 'leave' && step.do === 'queue') return t('routes.lane.leave', { key: step.leave?.digit ?? '' });
  if (step.do === 'menu') return t('routes.lane.noKey');
  if (step.do === 'queue') return t('routes.lane.timeout', { span: span(step.seconds, t) });
  return t('routes.lane.otherwise');
}

/** What is written on the way down from a card; empty: nothing, the call simply goes on. */
export function wayWords(step: RouteStep, t: TFunction): string {
  if (step.do === 'dial') return t('routes.says.nobodyAnswers');
  if (step.do === 'queue' && waysOf(step).length === 1)
    return t('routes.says.nobodyFree', { span: span(step.seconds, t) });
  return '';
}
