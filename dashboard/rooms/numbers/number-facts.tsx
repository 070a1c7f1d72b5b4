// Facts of one number in one or two short lines each, the same in the table and on the cards.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TrackingNumber } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { ago, count } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import { phone } from '../../words/phone.ts';
import css from './number-facts.module.css';

/** The link that opens a number gets the focus back when the number is closed. */
export const linkId = (numberId: string) => `number-${numberId}`;

interface FactProps {
  number: TrackingNumber;
}

export function NumberLink({ number }: FactProps) {
  const { t } = useTranslation();
  return (
    <Link
      to="/numbers"
      search={(now) => ({ ...now, number: number.id })}
      resetScroll={false}
      id={linkId(number.id)}
      className={css.link}
      aria-label={t('numbers.open', { number: phone(number.e164) })}
      onClick={(event) => event.stopPropagation()}
    >
      {phone(number.e164)}
    </Link>
  );
}

export function KindLine({ number }: FactProps) {
  const { t } = useTranslation();
  const said = [t(`numbers.kind.${number.kind}`), number.region].filter(Boolean);
  return <div className={css.second}>{said.join(' · ')}</div>;
}

export function OperatorFacts({ number }: FactProps) {
  const { t } = useTranslation();
  const { contract, connection } = number;
  return (
    <>
      <div className="dt-cut">{contract?.operator ?? connection.name}</div>
      <div className={css.second}>{contract ? `№ ${contract.contractNumber}` : t('numbers.noContract')}</div>
    </>
  );
}

export function CostFacts({ number }: FactProps) {
  const { locale } = useWriting();
  return number.monthlyCost ? money(number.monthlyCost, locale) : <span className={css.none}>–</span>;
}

export function CallsFacts({ number }: FactProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const now = useNow(60_000);
  return (
    <>
      <div className={number.calls === 0 ? css.none : ''}>{count(number.calls, locale)}</div>
      <div className={css.second}>{number.lastCallAt ? ago(number.lastCallAt, now, t) : t('numbers.never')}</div>
    </>
  );
}
