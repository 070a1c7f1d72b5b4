// The dates of a schedule on which the week's hours do not count: holidays and special days.
import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { holidays } from '../../api/team.ts';
import { useNow } from '../../parts/now.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useLanguage } from '../../shell/house-facts.ts';
import css from './forms.module.css';
import { newSpecial, type Special, withHolidays } from './schedule-draft.ts';
import { Span } from './schedule-span.tsx';

export function Dates({ dates, onChange }: { dates: Special[]; onChange: (dates: Special[]) => void }) {
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
