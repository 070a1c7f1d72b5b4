// What a number may do next: a button for each state that may follow, the one of giving up last.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site, TrackingNumber } from '../../../src/api/wire.ts';
import type { NumberState } from '../../words/number.ts';
import { ChangeState } from './change-state.tsx';
import { DeleteNumber } from './delete-number.tsx';
import css from './next-steps.module.css';

/** What may be done with a number, in the order of the buttons. */
export type Step = 'ready' | 'pool' | 'static' | 'resting' | 'leaving' | 'gone';
const STEPS: readonly Step[] = ['ready', 'pool', 'static', 'resting', 'leaving', 'gone'];

export function NextSteps({ number, site }: { number: TrackingNumber; site: Site }) {
  const [step, setStep] = useState<Step | null>(null);
  const label = useStepLabel(number.state);
  const free = STEPS.filter((one) => number.nextStates.some(({ state }) => state === one));
  const close = () => setStep(null);
  return (
    <div className={css.steps}>
      {free.map((one) => (
        <Button
          key={one}
          size="xs"
          variant="default"
          {...(one === 'gone' ? { c: 'var(--dt-bad)' } : {})}
          onClick={() => setStep(one)}
        >
          {label(one)}
        </Button>
      ))}
      {step === 'gone' && <DeleteNumber number={number} site={site} onClose={close} />}
      {step && step !== 'gone' && (
        <ChangeState number={number} site={site} step={step} title={label(step)} onClose={close} />
      )}
    </div>
  );
}

function useStepLabel(from: NumberState): (step: Step) => string {
  const { t } = useTranslation();
  return (step) => {
    if (step === 'pool' && from === 'pool') return t('number.change.otherPool');
    if (step === 'static' && from === 'static') return t('number.change.otherSource');
    if (step === 'ready') return t(from === 'ordered' ? 'number.change.delivered' : 'number.change.ready');
    if (step === 'resting' && from === 'leaving') return t('number.change.keep');
    return t(`number.change.${step}`);
  };
}
