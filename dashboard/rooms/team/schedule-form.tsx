// Makes or edits a schedule: hours of the week, and dates that are different.
import { TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useTeamChanged } from '../../api/team.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import css from './forms.module.css';
import { Dates } from './schedule-dates.tsx';
import {
  askedSchedule,
  DAYS,
  dayName,
  type Hours,
  isWhole,
  newHours,
  type ScheduleDraft,
  scheduleDraft,
} from './schedule-draft.ts';
import { Span } from './schedule-span.tsx';

export function ScheduleForm({ schedule, onClose }: { schedule: Schedule | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useTeamChanged(site.id);
  const [draft, setDraft] = useState(() => scheduleDraft(schedule));
  const put = (change: Partial<ScheduleDraft>) => setDraft((now) => ({ ...now, ...change }));
  const save = useMutation({
    mutationFn: () => {
      const said = askedSchedule(draft, schedule);
      return schedule
        ? send('PATCH', `/schedules/${schedule.id}`, said)
        : send('POST', `/sites/${site.id}/schedules`, said);
    },
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <FormDialog
      size={640}
      title={schedule ? t('schedules.edit', { name: schedule.name }) : t('schedules.addTitle')}
      save={save}
      action={schedule ? t('action.save') : t('action.add')}
      ready={isWhole(draft)}
      onClose={onClose}
    >
      <TextInput
        label={t('schedules.name')}
        placeholder={t('schedules.namePlaceholder')}
        value={draft.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
        required
        maxLength={120}
        data-autofocus
      />
      <Weekly weekly={draft.weekly} onChange={(weekly) => put({ weekly })} />
      <Dates dates={draft.dates} onChange={(dates) => put({ dates })} />
    </FormDialog>
  );
}

function Weekly({ weekly, onChange }: { weekly: Hours[]; onChange: (weekly: Hours[]) => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const change = (key: string, changed: Partial<Hours>) =>
    onChange(weekly.map((hours) => (hours.key === key ? { ...hours, ...changed } : hours)));
  return (
    <fieldset className={css.group}>
      <legend>{t('schedules.weekly')}</legend>
      <p className={css.hint}>{t('schedules.weeklyHint', { timeZone: site.timeZone })}</p>
      {weekly.map((hours) => (
        <div key={hours.key} className={css.hours}>
          <Days days={hours.days} onChange={(days) => change(hours.key, { days })} />
          <Span span={hours} onChange={(span) => change(hours.key, span)} />
          <Tool
            label={t('schedules.removeHours')}
            onClick={() => onChange(weekly.filter(({ key }) => key !== hours.key))}
          >
            <IconTrash size={16} stroke={1.6} />
          </Tool>
        </div>
      ))}
      <button type="button" className={css.add} onClick={() => onChange([...weekly, newHours([6, 7])])}>
        <IconPlus size={14} stroke={1.8} aria-hidden /> {t('schedules.addHours')}
      </button>
    </fieldset>
  );
}

function Days({ days, onChange }: { days: number[]; onChange: (days: number[]) => void }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset within a fieldset would be announced with both names
    <div className={css.days} role="group" aria-label={t('schedules.daysOf')}>
      {DAYS.map((day) => (
        <button
          key={day}
          type="button"
          className={css.day}
          aria-pressed={days.includes(day)}
          onClick={() => onChange(days.includes(day) ? days.filter((one) => one !== day) : [...days, day])}
        >
          {dayName(day, locale)}
        </button>
      ))}
    </div>
  );
}
