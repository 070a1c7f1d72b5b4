// Conditions of a route as people say them.
import type { TFunction } from 'i18next';
import type { RouteCondition } from '../../../src/api/wire.ts';
import { percent } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import { phone } from '../../words/phone.ts';
import { channelName, sourceName } from '../../words/source.ts';
import type { Names } from './names.ts';

/** 'the caller is known', 'the source is not Yandex or Google (70 % sure or more)'. */
export function conditionWords(condition: RouteCondition, names: Names, t: TFunction): string {
  const not = condition.not ? 'Not' : '';
  switch (condition.about) {
    case 'caller':
      return t(`routes.if.caller${not}.${condition.is}`);
    case 'value':
      return t(`routes.if.value${not}`, {
        sum: money({ minor: condition.atLeast, currency: names.currency }, names.locale),
      });
    case 'tag':
    case 'region':
      return t(`routes.if.${condition.about}${not}`, { any: anyOf(condition.any, t) });
    case 'manager':
      return t(`routes.if.manager${not}.${condition.who}-${condition.is}`);
    case 'source':
      return t(`routes.if.source${not}`, {
        field: t(`routes.field.${condition.field}`),
        any: anyOf(
          condition.any.map((value) => sourceValue(condition.field, value, names, t)),
          t,
        ),
        sure: percent(condition.probability, names.locale),
      });
    case 'landing-page':
      return t(`routes.if.landing-page${not}`, {
        any: anyOf(condition.any, t),
        sure: percent(condition.probability, names.locale),
      });
    case 'time': {
      const isOpen = (condition.is === 'open') !== (condition.not ?? false);
      const schedule = names.schedule(condition.schedule) ?? t('routes.if.goneSchedule');
      return t(`routes.if.${isOpen ? 'open' : 'closed'}`, { schedule });
    }
    case 'load':
      return t(`routes.if.${condition.of}${not}`, {
        n: condition.atLeast,
        team: names.team(condition.team) ?? t('routes.if.goneTeam'),
      });
    case 'number':
      return t(`routes.if.number${not}`, { any: anyOf(condition.any.map(phone), t) });
    default:
      return condition satisfies never;
  }
}

/** All conditions of a rule in one sentence; none: it always holds. */
export function ruleWords(conditions: readonly RouteCondition[], names: Names, t: TFunction): string {
  if (conditions.length === 0) return t('routes.lane.always');
  const said = conditions.map((condition) => conditionWords(condition, names, t));
  return t('routes.lane.rule', { what: joined(said, 'routes.if.and', t) });
}

/** A value as it is shown where people choose it. */
export function sourceValue(field: string, value: string, names: Pick<Names, 'language'>, t: TFunction): string {
  if (value === '(none)') return t('routes.form.none');
  if (field === 'channel') return channelName(value, t);
  return field === 'source' ? sourceName(value, names.language) : value;
}

const anyOf = (words: readonly string[], t: TFunction) =>
  words.length === 0 ? t('routes.if.nothing') : joined(words, 'routes.if.or', t);

/** 'a, b and c'. */
export function joined(
  words: readonly string[],
  by: 'routes.if.and' | 'routes.if.or' | 'routes.says.and',
  t: TFunction,
) {
  const [last = '', ...before] = words.toReversed();
  return before.length === 0 ? last : t(by, { all: before.reverse().join(', '), last });
}
