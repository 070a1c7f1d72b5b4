// At which hours calls are told of: days of the week, from when to when.
import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeliveryFilter } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { Span } from '../team/schedule-span.tsx';
import css from './form.module.css';

type Hours = NonNullable<DeliveryFilter['hours']>;

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const OFFICE: Hours[number] = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

export function HourFields({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) {
  const { t } = useTranslation();
  const change = (at: number, what: Partial<Hours[number]>) =>
    onChange(hours.map((one, n) => (n === at ? { ...one, ...what } : one)));
  return (
    <div>
      <div className={css.label}>{t('destinations.filter.hours')}</div>
      <p className="dt-dim dt-small">{t('destinations.filter.hoursHint')}</p>
      {hours.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans have no names, and their order is theirs
        <div key={at} className={css.span}>
          <Days chosen={one.days} onChange={(days) => change(at, { days })} />
          <Span span={one} onChange={(span) => change(at, span)} />
          <ActionIcon
            size={30}
            onClick={() => onChange(hours.filter((_, n) => n !== at))}
            aria-label={t('destinations.filter.hoursRemove')}
          >
            <IconX size={16} stroke={1.8} />
          </ActionIcon>
        </div>
      ))}
      <Button
        mt={6}
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
        onClick={() => onChange([...hours, OFFICE])}
      >
        {t('destinations.filter.hoursAdd')}
      </Button>
    </div>
  );
}

function Days({ chosen, onChange }: { chosen: readonly number[]; onChange: (days: number[]) => void }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  // 1 January 2024 was a Monday.
  const name = (day: number, weekday: 'short' | 'long') =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
  return (
    <fieldset
      className={css.days}
      style={{ border: 0, margin: 0, padding: 0 }}
      aria-label={t('destinations.filter.days')}
    >
      {DAYS.map((day) => (
        <button
          key={day}
          type="button"
          aria-pressed={chosen.includes(day)}
          aria-label={name(day, 'long')}
          onClick={() => onChange(DAYS.filter((one) => (one === day ? !chosen.includes(one) : chosen.includes(one))))}
        >
          {name(day, 'short')}
        </button>
      ))}
    </fieldset>
  );
}
