// What the curve says, in sentences: where one stands, what one more number buys, how many it takes.
import { Trans, useTranslation } from 'react-i18next';
import type { PlanAnswer } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { conversion, count } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import { points as inPoints } from '../../words/points.ts';
import css from './plan-sentences.module.css';

export function PlanSentences({ answer }: { answer: PlanAnswer }) {
  return (
    <ul className={css.list}>
      <Standing answer={answer} />
      <OneMore answer={answer} />
      <Enough answer={answer} level="campaign95" />
      <Enough answer={answer} level="visit85" />
    </ul>
  );
}

function Standing({ answer }: { answer: PlanAnswer }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const { numbersNow, startWith } = answer;
  const asked = numbersNow > 0 ? numbersNow : startWith;
  const point = answer.points.find(({ numbers }) => numbers === asked);
  if (!point) {
    return numbersNow > 0 ? null : <li>{t('plan.say.startOnly', { count: startWith })}</li>;
  }
  const values = {
    channel: conversion(point.channel.mean, locale),
    campaign: conversion(point.campaign.mean, locale),
    visit: conversion(point.visit.mean, locale),
  };
  const cost = point.monthlyCost ? ` ${t('plan.say.cost', { cost: money(point.monthlyCost, locale) })}` : '';
  return (
    <li>
      <Trans
        i18nKey={numbersNow > 0 ? 'plan.say.now' : 'plan.say.start'}
        count={asked}
        values={values}
        components={{ b: <strong /> }}
      />
      {cost}
    </li>
  );
}

function OneMore({ answer }: { answer: PlanAnswer }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  if (!answer.oneMore) return null;
  const { channel, campaign, visit } = answer.oneMore;
  const worth = Math.max(channel, campaign, visit) >= 0.0005;
  if (!worth) return <li>{t('plan.say.oneMoreNothing')}</li>;
  return (
    <li>
      <Trans
        i18nKey="plan.say.oneMore"
        values={{ campaign: inPoints(Math.max(0, campaign), locale), visit: inPoints(Math.max(0, visit), locale) }}
        components={{ b: <strong /> }}
      />
    </li>
  );
}

function Enough({ answer, level }: { answer: PlanAnswer; level: keyof PlanAnswer['enoughFor'] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const needed = answer.enoughFor[level];
  if (needed === null) {
    const most = answer.points.at(-1)?.numbers ?? 0;
    return <li>{t(`plan.say.${level}Never`, { most: count(most, locale) })}</li>;
  }
  const point = answer.points.find(({ numbers }) => numbers === needed);
  const cost = point?.monthlyCost ? ` ${t('plan.say.cost', { cost: money(point.monthlyCost, locale) })}` : '';
  return (
    <li>
      <Trans i18nKey={`plan.say.${level}`} count={needed} components={{ b: <strong /> }} />
      {cost}
    </li>
  );
}
