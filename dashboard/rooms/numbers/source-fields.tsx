// The source a static number stands for.
import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Source } from '../../../src/api/wire.ts';
import { CHOOSABLE_CHANNELS, channelName } from '../../words/source.ts';
import css from './add-numbers.module.css';

export const EMPTY_SOURCE: Source = {
  channel: 'offline',
  source: null,
  medium: null,
  campaign: null,
  adGroup: null,
  content: null,
  term: null,
};

interface SourceFieldsProps {
  source: Source;
  onChange: (source: Source) => void;
}

export function SourceFields({ source, onChange }: SourceFieldsProps) {
  const { t } = useTranslation();
  const text = (name: 'source' | 'medium' | 'campaign') => (
    <TextInput
      label={t(`level.${name}`)}
      placeholder={t('install.numbers.optional')}
      value={source[name] ?? ''}
      onChange={(event) => onChange({ ...source, [name]: event.currentTarget.value.trimStart() || null })}
    />
  );
  return (
    <div className={css.inset}>
      <div className={css.two}>
        <Select
          label={t('level.channel')}
          data={CHOOSABLE_CHANNELS.map((channel) => ({ value: channel, label: channelName(channel, t) }))}
          value={source.channel}
          onChange={(channel) => onChange({ ...source, channel: channel ?? 'offline' })}
          allowDeselect={false}
        />
        {text('source')}
        {text('medium')}
        {text('campaign')}
      </div>
    </div>
  );
}
