// Makes or edits a schedule: hours of the week, and dates that are different.
import { Button, Modal, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { holidays, useTeamChanged } from '../../api/team.ts';
import { useNow } from '../../parts/now.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useHouse, useLanguage, useWriting } from '../../shell/house-facts.ts';
import css from './forms.module.css';
import {
  askedSchedule,
  DAYS,
  dayName,
  type Hours,
  isWhole,
  newHours,
  newSpecial,
  type ScheduleDraft,
  type Special,
  scheduleDraft,
  timeOf,
  withHolidays,
} from './schedule-draft.ts';

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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={schedule ? t('schedules.edit', { name: schedule.name }) : t('schedules.addTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form onSubmit={submit} className={css.form}>
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
        <SaveFailed error={save.error} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!isWhole(draft)}>
            {schedule ? t('action.save') : t('action.add')}
          </Button>
        </div>
      </form>
    </Modal>
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

type Times = { from: string; to: string };

function Span({ span: { from, to }, onChange }: { span: Times; onChange: (span: Partial<Times>) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <TimeField label={t('schedules.from')} value={from} onChange={(said) => onChange({ from: said })} />
      <TimeField label={t('schedules.to')} value={to} onChange={(said) => onChange({ to: said })} />
    </>
  );
}

// A browser's own field for a time knows no 24:00, and in some countries wants "AM".
function TimeField({ label, value, onChange }: { label: string; value: string; onChange: (time: string) => void }) {
  return (
    <TextInput
      aria-label={label}
      placeholder="09:00"
      inputMode="numeric"
      maxLength={5}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => onChange(timeOf(value))}
      required
    />
  );
}

function Dates({ dates, onChange }: { dates: Special[]; onChange: (dates: Special[]) => void }) {
  const { t } = useTranslation();
  const change = (key: string, changed: Partial<Special>) =>
    onChange(dates.map((special) => (special.key === key ? { ...special, ...changed } : special)));
  return (
    <fieldset className={css.group}>
      <legend>{t('schedules.dates')}</legend>
      <p className={css.hint}>{t('schedules.datesHint')}</p>
      {dates.length > 0 && (
        <div className={css.dates}>
          {dates.map((special) => (
            <SpecialDay
              key={special.key}
              special={special}
              onChange={(changed) => change(special.key, changed)}
              onRemove={() => onChange(dates.filter(({ key }) => key !== special.key))}
            />
          ))}
        </div>
      )}
      <button type="button" className={css.add} onClick={() => onChange([...dates, newSpecial()])}>
        <IconPlus size={14} stroke={1.8} aria-hidden /> {t('schedules.addDate')}
      </button>
      <Holidays dates={dates} onChange={onChange} />
    </fieldset>
  );
}

function Holidays({ dates, onChange }: { dates: Special[]; onChange: (dates: Special[]) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const year = useNow(3_600_000).getFullYear();
  const fill = useMutation({
    mutationFn: (of: number) => holidays(of, language),
    onSuccess: (found) => onChange(withHolidays(dates, found)),
  });
  return (
    <div>
      <div className={css.fills}>
        {[year, year + 1].map((of) => (
          <Button key={of} size="xs" variant="default" loading={fill.isPending} onClick={() => fill.mutate(of)}>
            {t('schedules.holidays', { year: of })}
          </Button>
        ))}
      </div>
      <p className={css.hint}>{t('schedules.holidaysHint')}</p>
      <SaveFailed error={fill.error} />
    </div>
  );
}

interface SpecialDayProps {
  special: Special;
  onChange: (changed: Partial<Special>) => void;
  onRemove: () => void;
}

function SpecialDay({ special: { date, name, open }, onChange, onRemove }: SpecialDayProps) {
  const { t } = useTranslation();
  return (
    <div className={css.date}>
      <TextInput
        type="date"
        aria-label={t('schedules.date')}
        value={date}
        onChange={(event) => onChange({ date: event.currentTarget.value })}
        required
      />
      <TextInput
        aria-label={t('schedules.dateName')}
        placeholder={t('schedules.dateName')}
        value={name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        maxLength={120}
      />
      <Select
        aria-label={t('schedules.openHours')}
        value={open ? 'open' : 'closed'}
        onChange={(said) => onChange({ open: said === 'open' ? { from: '09:00', to: '15:00' } : null })}
        data={[
          { value: 'closed', label: t('schedules.closed') },
          { value: 'open', label: t('schedules.openHours') },
        ]}
        allowDeselect={false}
      />
      <Tool label={t('schedules.removeDate', { date: name || date })} onClick={onRemove}>
        <IconTrash size={16} stroke={1.6} />
      </Tool>
      {open && (
        <div className={css.dateHours}>
          <Span span={open} onChange={(span) => onChange({ open: { ...open, ...span } })} />
        </div>
      )}
    </div>
  );
}
