// Whom a pool serves, or which visits are shown a static number, in plain fields: what is left empty means any.
import { Checkbox, MultiSelect, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CHOOSABLE_CHANNELS, channelName } from '../../words/source.ts';
import css from './pool-form.module.css';
import { DEVICES, deviceName, type Rules } from './rules.ts';

interface RuleFieldsProps {
  legend: string;
  rules: Rules;
  onChange: (rules: Rules) => void;
}

export function RuleFields({ legend, rules, onChange }: RuleFieldsProps) {
  const { t } = useTranslation();
  // A channel with a star, or one the dashboard does not know, was set over the API: it is kept and shown as it is.
  const channels = [...new Set<string>([...CHOOSABLE_CHANNELS, ...rules.channels])];
  const tags = (name: 'sources' | 'campaigns' | 'pages' | 'regions') => (
    <TagsInput
      label={t(`pools.rule.${name}`)}
      description={t(`pools.ruleHint.${name}`)}
      inputWrapperOrder={['label', 'input', 'description']}
      placeholder={rules[name].length === 0 ? t('pools.any') : ''}
      value={rules[name]}
      onChange={(words) => onChange({ ...rules, [name]: words })}
      acceptValueOnBlur
      maxTags={200}
    />
  );
  return (
    <fieldset className={css.group}>
      <legend>{legend}</legend>
      <p className="dt-dim dt-small">{t('pools.whoHint')}</p>
      <MultiSelect
        label={t('pools.rule.channels')}
        placeholder={rules.channels.length === 0 ? t('pools.any') : ''}
        data={channels.map((channel) => ({ value: channel, label: channelName(channel, t) }))}
        value={rules.channels}
        onChange={(chosen) => onChange({ ...rules, channels: chosen })}
      />
      <div className={css.two}>
        {tags('sources')}
        {tags('campaigns')}
        {tags('pages')}
        {tags('regions')}
      </div>
      <Checkbox.Group
        label={t('pools.rule.devices')}
        value={rules.devices}
        onChange={(chosen) => onChange({ ...rules, devices: DEVICES.filter((one) => chosen.includes(one)) })}
      >
        <div className={css.devices}>
          {DEVICES.map((device) => (
            <Checkbox key={device} value={device} label={deviceName(device, t)} />
          ))}
        </div>
      </Checkbox.Group>
    </fieldset>
  );
}
