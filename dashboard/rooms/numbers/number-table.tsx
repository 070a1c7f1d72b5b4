// The numbers as a table where there is room: two short lines a number, a press opens it.
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TrackingNumber } from '../../../src/api/wire.ts';
import type { Silences } from '../../words/number.ts';
import { HealthMark } from './health-mark.tsx';
import { CallsFacts, CostFacts, KindLine, NumberLink, OperatorFacts } from './number-facts.tsx';
import css from './number-table.module.css';
import { StateChip } from './state-chip.tsx';
import { type Named, useUse } from './use.ts';

export interface NumbersProps {
  numbers: readonly TrackingNumber[];
  pools: readonly Named[];
  silences: Silences;
}

export function NumberTable({ numbers, pools, silences }: NumbersProps) {
  const { t } = useTranslation();
  return (
    <div className={css.box}>
      <table className={css.table}>
        <thead>
          <tr>
            <th className={css.number}>{t('numbers.column.number')}</th>
            <th className={css.state}>{t('numbers.column.state')}</th>
            <th>{t('numbers.column.health')}</th>
            <th className={css.operator}>{t('numbers.column.operator')}</th>
            <th className={css.cost}>{t('numbers.column.cost')}</th>
            <th className={css.calls}>{t('numbers.column.calls')}</th>
          </tr>
        </thead>
        <tbody>
          {numbers.map((number) => (
            <Row key={number.id} number={number} pools={pools} silence={silences.get(number.id)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  number: TrackingNumber;
  pools: readonly Named[];
  silence: ReturnType<Silences['get']>;
}

function Row({ number, pools, silence }: RowProps) {
  const navigate = useNavigate();
  const use = useUse(number, pools);
  // The whole row is a target for the mouse; for the keyboard and screen readers it is the link on the number.
  const open = () =>
    void navigate({ to: '/numbers', search: (now) => ({ ...now, number: number.id }), resetScroll: false });
  return (
    <tr className={css.row} onClick={open}>
      <td className={css.number}>
        <NumberLink number={number} />
        <KindLine number={number} />
      </td>
      <td className={css.state}>
        <StateChip state={number.state} />
        {use && <div className={css.second}>{use}</div>}
      </td>
      <td>
        <HealthMark number={number} silence={silence} />
      </td>
      <td className={css.operator}>
        <OperatorFacts number={number} />
      </td>
      <td className={css.cost}>
        <CostFacts number={number} />
      </td>
      <td className={css.calls}>
        <CallsFacts number={number} />
      </td>
    </tr>
  );
}
