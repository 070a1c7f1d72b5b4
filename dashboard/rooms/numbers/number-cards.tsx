// The same numbers as cards, where there is no room for a table.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { ago, count } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import { phone } from '../../words/phone.ts';
import { HealthMark } from './health-mark.tsx';
import css from './number-cards.module.css';
import { KindLine, linkId } from './number-facts.tsx';
import type { NumbersProps } from './number-table.tsx';
import { StateChip } from './state-chip.tsx';
import { useUse } from './use.ts';

export function NumberCards({ numbers, pools, silences }: NumbersProps) {
  return (
    <ul className={css.list}>
      {numbers.map((number) => (
        <Card key={number.id} number={number} pools={pools} silence={silences.get(number.id)} />
      ))}
    </ul>
  );
}

interface CardProps {
  number: NumbersProps['numbers'][number];
  pools: NumbersProps['pools'];
  silence: ReturnType<NumbersProps['silences']['get']>;
}

function Card({ number, pools, silence }: CardProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const now = useNow(60_000);
  const use = useUse(number, pools);
  const told = [
    `${t('calls.title')}: ${count(number.calls, locale)}`,
    number.lastCallAt ? t('numbers.lastCall', { ago: ago(number.lastCallAt, now, t) }) : null,
    number.monthlyCost ? t('numbers.monthlySum', { sum: money(number.monthlyCost, locale) }) : null,
  ];
  return (
    <li className={css.card}>
      <Link
        to="/numbers"
        search={(words) => ({ ...words, number: number.id })}
        resetScroll={false}
        id={linkId(number.id)}
        className={css.link}
        aria-label={t('numbers.open', { number: phone(number.e164) })}
      >
        <div className={css.top}>
          <span className={css.number}>{phone(number.e164)}</span>
          <StateChip state={number.state} />
        </div>
        <div className={css.two}>
          <KindLine number={number} />
          {use && <span className={css.use}>{use}</span>}
        </div>
        <HealthMark number={number} silence={silence} />
        <div className={css.told}>{told.filter(Boolean).join(' · ')}</div>
        {number.contract && <div className={css.told}>{number.contract.operator}</div>}
      </Link>
    </li>
  );
}
