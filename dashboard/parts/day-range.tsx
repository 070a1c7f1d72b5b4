// A calendar for two days; its own chunk, since most periods are chosen from the menu.
import '@mantine/dates/styles.css';
import 'dayjs/locale/ru';
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';
import { serverNow } from '../api/client.ts';
import { useLanguage, useWriting } from '../shell/house-facts.ts';
import { dayOf } from '../words/format.ts';
import type { Days } from '../words/period.ts';

interface DayRangeProps {
  days: Days | null;
  onChange: (days: Days) => void;
}

export default function DayRange({ days, onChange }: DayRangeProps) {
  const [range, setRange] = useState<[string | null, string | null]>([days?.first ?? null, days?.last ?? null]);
  const { timeZone } = useWriting();
  const choose = ([first, last]: [string | null, string | null]) => {
    setRange([first, last]);
    if (first && last) onChange({ first, last });
  };
  return (
    <DatePicker
      type="range"
      allowSingleDateInRange
      weekendDays={[]}
      locale={useLanguage()}
      value={range}
      onChange={choose}
      maxDate={dayOf(serverNow(), timeZone)}
      defaultDate={range[0] ?? dayOf(serverNow(), timeZone)}
    />
  );
}
