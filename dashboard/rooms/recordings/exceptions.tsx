// Countries whose callers or numbers are treated otherwise.
import { ActionIcon, Button, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RecordingRules } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { countries, countryName } from '../../words/country.ts';
import css from './recordings.module.css';

const MODES = ['on', 'notice', 'consent', 'off'] as const;
type Exception = RecordingRules['exceptions'][number];

interface ExceptionsProps {
  rules: RecordingRules;
  put: (change: Partial<RecordingRules>) => void;
}

export function Exceptions({ rules: { exceptions, record }, put }: ExceptionsProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  if (!record) return null;
  const taken = new Set(exceptions.map(({ country }) => country));
  const free = countries(locale).filter(({ value }) => !taken.has(value));
  const change = (at: number, to: Partial<Exception>) =>
    put({ exceptions: exceptions.map((one, n) => (n === at ? { ...one, ...to } : one)) });
  return (
    <fieldset className={css.exceptions}>
      <legend>
        {t('recordings.rules.exceptions')} <span className="dt-dim">{t('recordings.rules.exceptionsHint')}</span>
      </legend>
      {exceptions.map(({ country, region, mode }, at) => (
        <div key={`${country} ${region}`} className={css.exception}>
          <Select
            aria-label={t('recordings.rules.country')}
            data={[{ value: country, label: countryName(country, locale) }, ...free]}
            value={country}
            onChange={(value) => change(at, { country: value ?? country })}
            searchable
            allowDeselect={false}
          />
          <Select
            aria-label={t('recordings.rules.mode')}
            data={MODES.map((value) => ({ value, label: t(`recordings.rules.modes.${value}`) }))}
            value={mode}
            onChange={(value) => change(at, { mode: MODES.find((known) => known === value) ?? mode })}
            allowDeselect={false}
          />
          <ActionIcon
            size={28}
            onClick={() => put({ exceptions: exceptions.filter((_, n) => n !== at) })}
            aria-label={`${t('action.delete')}: ${countryName(country, locale)}`}
          >
            <IconX size={16} stroke={1.7} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={15} stroke={1.8} />}
          onClick={() =>
            put({ exceptions: [...exceptions, { country: free[0]?.value ?? 'DE', region: null, mode: 'consent' }] })
          }
        >
          {t('recordings.rules.addException')}
        </Button>
      </div>
    </fieldset>
  );
}
