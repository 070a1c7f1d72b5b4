// How people are rung: in which order, for how long, what is whispered to them, and whether a key takes the call.
import { Autocomplete, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RouteStep } from '../../../src/api/wire.ts';
import { useEditing } from './editing.ts';
import { KeyField } from './key-field.tsx';
import css from './step-form.module.css';
import { Seconds } from './step-form.tsx';
import { WhisperField } from './whisper-field.tsx';

const STRATEGIES = ['in-turn', 'all-at-once', 'round-robin', 'longest-idle', 'skill-priority'] as const;

type Ringing = RouteStep & { do: 'dial' | 'queue' };

export function RingingFields({ step, put }: { step: Ringing; put: (step: RouteStep) => void }) {
  const { t } = useTranslation();
  const { choices } = useEditing();
  const skills = [...new Set(choices.agents.flatMap((agent) => Object.keys(agent.skills)))].toSorted();
  const together = step.strategy === 'all-at-once';
  return (
    <>
      <Select
        label={t('routes.form.strategy')}
        data={STRATEGIES.map((one) => ({ value: one, label: t(`routes.strategy.${one}`) }))}
        value={step.strategy}
        onChange={(chosen) => put({ ...step, strategy: STRATEGIES.find((one) => one === chosen) ?? 'in-turn' })}
        allowDeselect={false}
      />
      {step.strategy === 'skill-priority' && (
        <Autocomplete
          label={t('routes.form.skill')}
          description={t('routes.form.skillHint')}
          value={step.skill ?? ''}
          data={skills}
          maxLength={40}
          onChange={(typed) => put({ ...step, skill: typed.toLowerCase() || null })}
        />
      )}
      <div className={css.two}>
        <Seconds
          label={t(together ? 'routes.form.ringSecondsAll' : 'routes.form.ringSeconds')}
          value={step.ringSeconds}
          onChange={(ringSeconds) => put({ ...step, ringSeconds })}
        />
        <Seconds
          label={t(step.do === 'queue' ? 'routes.form.queueSeconds' : 'routes.form.seconds')}
          value={step.seconds}
          onChange={(seconds) => put({ ...step, seconds })}
        />
      </div>
      <WhisperField whisper={step.whisper} onChange={(whisper) => put({ ...step, whisper })} />
      <Switch
        label={t('routes.form.accept')}
        description={t('routes.form.acceptHint')}
        checked={step.acceptKey !== null}
        onChange={(event) => put({ ...step, acceptKey: event.currentTarget.checked ? '1' : null })}
      />
      {step.acceptKey !== null && (
        <KeyField
          label={t('routes.form.digit')}
          value={step.acceptKey}
          onChange={(acceptKey) => put({ ...step, acceptKey })}
        />
      )}
    </>
  );
}
