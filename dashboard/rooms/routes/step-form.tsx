// The fields of a step. Every change is in the drawing at once.
import { NumberInput, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RouteStep } from '../../../src/api/wire.ts';
import { ChooseFields } from './choose-fields.tsx';
import { useEditing } from './editing.ts';
import { replaced } from './edits.ts';
import { KeyField } from './key-field.tsx';
import { MenuFields } from './menu-fields.tsx';
import { PromptField } from './prompt-field.tsx';
import { RingingFields } from './ringing-fields.tsx';
import css from './step-form.module.css';
import { StepName } from './step-name.tsx';
import { KEYS } from './ways.ts';
import { WhomField } from './whom-field.tsx';

const CAUSES = ['normal', 'busy', 'rejected', 'unavailable', 'congestion'] as const;

export function StepForm({ name, step }: { name: string; step: RouteStep }) {
  const { route, edit } = useEditing();
  const put = (next: RouteStep) => edit(replaced(route, name, next), `form ${name}`);
  return (
    <div className={css.form}>
      <Fields step={step} put={put} />
      <StepName key={name} name={name} />
    </div>
  );
}

function Fields({ step, put }: { step: RouteStep; put: (step: RouteStep) => void }) {
  const { t } = useTranslation();
  switch (step.do) {
    case 'choose':
      return <ChooseFields step={step} put={put} />;
    case 'announce':
      return <PromptField prompt={step.prompt} onChange={(prompt) => prompt && put({ ...step, prompt })} />;
    case 'notice':
    case 'call-back':
      return <PromptField prompt={step.prompt} own={step.do} onChange={(prompt) => put({ ...step, prompt })} />;
    case 'consent':
      return (
        <>
          <PromptField prompt={step.prompt} onChange={(prompt) => prompt && put({ ...step, prompt })} />
          <div className={css.two}>
            <KeyField label={t('routes.form.digit')} value={step.digit} onChange={(digit) => put({ ...step, digit })} />
            <Seconds
              label={t('routes.form.consentSeconds')}
              value={step.seconds}
              onChange={(seconds) => put({ ...step, seconds })}
            />
          </div>
        </>
      );
    case 'menu':
      return <MenuFields step={step} put={put} />;
    case 'dial':
      return (
        <>
          <WhomField to={step.to} onChange={(to) => put({ ...step, to })} />
          <RingingFields step={step} put={put} />
        </>
      );
    case 'queue':
      return <QueueFields step={step} put={put} />;
    case 'voicemail':
      return (
        <>
          <PromptField prompt={step.prompt} own="voicemail" onChange={(prompt) => put({ ...step, prompt })} />
          <Seconds
            label={t('routes.form.messageSeconds')}
            value={step.seconds}
            onChange={(seconds) => put({ ...step, seconds })}
          />
        </>
      );
    case 'hang-up':
      return (
        <Select
          label={t('routes.form.cause')}
          data={CAUSES.map((cause) => ({ value: cause, label: t(`routes.form.causes.${cause}`) }))}
          value={step.cause}
          onChange={(chosen) => put({ ...step, cause: CAUSES.find((one) => one === chosen) ?? 'normal' })}
          allowDeselect={false}
        />
      );
    default:
      return step satisfies never;
  }
}

function QueueFields({ step, put }: { step: RouteStep & { do: 'queue' }; put: (step: RouteStep) => void }) {
  const { t } = useTranslation();
  const { choices } = useEditing();
  const free = [...KEYS].find((key) => key !== step.acceptKey) ?? '1';
  return (
    <>
      <Select
        label={t('routes.form.team')}
        data={choices.teams.map(({ id, name }) => ({ value: id, label: name }))}
        value={step.team}
        onChange={(team) => put({ ...step, team: team ?? '' })}
        description={choices.teams.length === 0 ? t('routes.form.noTeams') : undefined}
        allowDeselect={false}
      />
      <RingingFields step={step} put={put} />
      <Select
        label={t('routes.form.music')}
        placeholder={t('routes.form.ownMusic')}
        data={choices.sounds.map(({ id, name }) => ({ value: id, label: name }))}
        value={step.music}
        onChange={(music) => put({ ...step, music })}
        clearable
      />
      <Switch
        label={t('routes.form.position')}
        checked={step.announcePosition}
        onChange={(event) => put({ ...step, announcePosition: event.currentTarget.checked })}
      />
      <Switch
        label={t('routes.form.leave')}
        checked={step.leave !== null}
        onChange={(event) => put({ ...step, leave: event.currentTarget.checked ? { digit: free, to: null } : null })}
      />
      {step.leave && (
        <KeyField
          label={t('routes.form.digit')}
          value={step.leave.digit}
          onChange={(digit) => put({ ...step, leave: { digit, to: step.leave?.to ?? null } })}
        />
      )}
    </>
  );
}

interface SecondsProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
}

/** A whole number of seconds or of anything; the server says which are too few or too many. */
export function Seconds({ label, value, onChange }: SecondsProps) {
  return (
    <NumberInput
      label={label}
      value={value}
      onChange={(typed) => onChange(typeof typed === 'number' ? typed : 0)}
      min={0}
      max={36_000}
      allowDecimal={false}
    />
  );
}
