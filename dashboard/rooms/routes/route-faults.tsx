// What is wrong with the route as a whole, and, after it was refused, all of it: each with a way to its card.
import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RouteCard } from '../../../src/api/wire.ts';
import { Remark } from '../../parts/remark.tsx';
import { showCard } from './editing.ts';
import { faultWords } from './fault-words.ts';
import css from './route-page.module.css';

interface RouteFaultsProps {
  card: RouteCard;
  /** Publishing was tried. */
  isRefused: boolean;
  numbers: ReadonlyMap<string, number>;
  onClose: () => void;
}

export function RouteFaults({ card: { faults }, isRefused, numbers, onClose }: RouteFaultsProps) {
  const { t } = useTranslation();
  const shown = isRefused ? faults : faults.filter(({ step }) => step === null);
  if (shown.length === 0) return null;
  return (
    <Remark
      tone="bad"
      alert={isRefused}
      title={isRefused && t('routes.edit.refused', { count: faults.length })}
      aside={isRefused && <CloseButton onClick={onClose} aria-label={t('action.close')} />}
    >
      <ul className={css.faults}>
        {shown.map((fault) => (
          <li key={JSON.stringify(fault)}>
            {faultWords(fault, numbers, t)} {fault.step !== null && <ToStep step={fault.step} numbers={numbers} />}
          </li>
        ))}
      </ul>
    </Remark>
  );
}

function ToStep({ step, numbers }: { step: string; numbers: ReadonlyMap<string, number> }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={css.toStep} onClick={() => showCard(step)}>
      {t('routes.edit.toStep', { n: numbers.get(step) ?? 0 })}
    </button>
  );
}
