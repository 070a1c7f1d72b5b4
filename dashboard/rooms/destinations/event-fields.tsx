// Which events a destination is told of, each in words.
import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EventType } from '../../../src/api/wire.ts';
import css from './form.module.css';

interface EventFieldsProps {
  takes: readonly EventType[];
  chosen: readonly EventType[];
  onChange: (events: EventType[]) => void;
}

export function EventFields({ takes, chosen, onChange }: EventFieldsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={css.group}>
      <legend>{t('destinations.form.events')}</legend>
      <div className={css.events}>
        {takes.map((type) => (
          <Checkbox
            key={type}
            label={t(`destinations.event.${type}.name`)}
            description={t(`destinations.event.${type}.about`)}
            checked={chosen.includes(type)}
            onChange={(event) =>
              onChange(takes.filter((one) => (one === type ? event.currentTarget.checked : chosen.includes(one))))
            }
          />
        ))}
      </div>
      {chosen.length === 0 && <p className={css.strange}>{t('destinations.form.eventsNone')}</p>}
    </fieldset>
  );
}
