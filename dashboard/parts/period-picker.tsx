// Chooses a period: usual ones at once, any two days from a calendar that is loaded only when wanted.
import { Menu, Popover, Skeleton } from '@mantine/core';
import { IconCalendar, IconCheck } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../api/client.ts';
import { useWriting } from '../shell/house-facts.ts';
import { shortDay } from '../words/format.ts';
import { chosenDays, type Days, isPreset, type PeriodWords, PRESETS } from '../words/period.ts';
import { Chip } from './chips.tsx';

const DayRange = lazy(() => import('./day-range.tsx'));

interface PeriodPickerProps {
  words: PeriodWords;
  onChange: (words: Required<PeriodWords>) => void;
  /** What stands there when the address asks for no period. */
  whenNone: string;
  clearable?: boolean;
}

export function PeriodPicker({ words, onChange, whenNone, clearable = false }: PeriodPickerProps) {
  const { t } = useTranslation();
  const [picking, setPicking] = useState(false);
  const clear = () => onChange({ period: undefined, from: undefined, to: undefined });
  const title = useTitle(words);
  return (
    <Popover opened={picking} onChange={setPicking} position="bottom-start" trapFocus>
      <Popover.Target>
        <span>
          <Menu position="bottom-start" width={200}>
            <Menu.Target>
              <Chip
                label={whenNone}
                value={title}
                icon={<IconCalendar size={14} stroke={1.7} aria-hidden />}
                onClear={clearable ? clear : undefined}
              />
            </Menu.Target>
            <Menu.Dropdown>
              {PRESETS.map((preset) => (
                <Menu.Item
                  key={preset}
                  rightSection={words.period === preset ? <IconCheck size={15} stroke={1.8} aria-hidden /> : null}
                  onClick={() => onChange({ period: preset, from: undefined, to: undefined })}
                >
                  {t(`period.${preset}`)}
                </Menu.Item>
              ))}
              <Menu.Divider />
              <Menu.Item onClick={() => setPicking(true)}>{t('period.custom')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('period.pick')}>
        <Suspense fallback={<Skeleton w={252} h={280} />}>
          <DayRange
            days={useDays(words)}
            onChange={({ first, last }) => {
              setPicking(false);
              onChange({ period: undefined, from: first, to: last });
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

function useDays(words: PeriodWords): Days | null {
  return chosenDays(words, serverNow(), useWriting().timeZone);
}

function useTitle(words: PeriodWords): string | undefined {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const days = useDays(words);
  if (isPreset(words.period)) return t(`period.${words.period}`);
  if (!days) return undefined;
  return days.first === days.last
    ? shortDay(days.first, locale)
    : `${shortDay(days.first, locale)} – ${shortDay(days.last, locale)}`;
}
