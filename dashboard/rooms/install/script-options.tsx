// What an owner may choose about the script, each with what it costs; the plain tag is right for nearly everyone.
import { Checkbox, Radio, Select, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ScriptVersion } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { fullDay } from '../../words/day.ts';
import { hostsOf } from '../../words/origin.ts';
import css from './script-step.module.css';
import { asksConsent, type Consent, fittingVersions, type ScriptChoice } from './script-text.ts';

interface ScriptOptionsProps {
  choice: ScriptChoice;
  versions: readonly ScriptVersion[];
  onChange: (choice: ScriptChoice) => void;
}

const APPEARANCES = ['plain', 'hidden', 'in-text'] as const;
const CONSENTS: readonly Consent[] = ['none', 'wait', 'google', 'tcf', 'yandex'];
const SIGNALS = ['gpc', 'dnt'] as const;

export function ScriptOptions({ choice, versions, onChange }: ScriptOptionsProps) {
  const { t } = useTranslation();
  const change = (changed: Partial<ScriptChoice>) => onChange({ ...choice, ...changed });
  return (
    <div className={css.fields}>
      <Appearance choice={choice} onChange={change} />
      <div className={css.two}>
        <Select
          label={t('install.script.consent')}
          description={t(`install.script.consentHints.${choice.consent}`)}
          inputWrapperOrder={['label', 'input', 'description']}
          data={CONSENTS.map((value) => ({ value, label: t(`install.script.consents.${value}`) }))}
          value={choice.consent}
          onChange={(value) => change({ consent: CONSENTS.find((one) => one === value) ?? 'none' })}
          allowDeselect={false}
        />
        <VersionField choice={choice} versions={versions} onChange={change} />
      </div>
      <Checkbox.Group
        label={t('install.script.privacy')}
        description={t('install.script.privacyHint')}
        value={[...choice.privacy]}
        onChange={(chosen) => change({ privacy: SIGNALS.filter((one) => chosen.includes(one)) })}
      >
        <div className={css.row}>
          {SIGNALS.map((signal) => (
            <Checkbox key={signal} value={signal} label={t(`install.script.signals.${signal}`)} />
          ))}
        </div>
      </Checkbox.Group>
      {asksConsent(choice) && <Refused choice={choice} onChange={change} />}
      <TagsInput
        label={t('install.script.domains')}
        description={t('install.script.domainsHint')}
        inputWrapperOrder={['label', 'input', 'description']}
        placeholder={choice.domains.length === 0 ? 'club.shop.example' : ''}
        value={[...choice.domains]}
        onChange={(typed) => change({ domains: hostsOf(typed) })}
        acceptValueOnBlur
        splitChars={[',', ' ']}
        maxTags={30}
      />
    </div>
  );
}

interface FieldProps {
  choice: ScriptChoice;
  onChange: (changed: Partial<ScriptChoice>) => void;
}

function Appearance({ choice, onChange }: FieldProps) {
  const { t } = useTranslation();
  return (
    <>
      <Radio.Group
        label={t('install.script.appearance')}
        value={choice.appearance}
        onChange={(value) => onChange({ appearance: APPEARANCES.find((one) => one === value) ?? 'plain' })}
      >
        <div className={css.stack}>
          {APPEARANCES.map((one) => (
            <Radio
              key={one}
              value={one}
              label={t(`install.script.appearances.${one}`)}
              description={t(`install.script.appearanceHints.${one}`)}
            />
          ))}
        </div>
      </Radio.Group>
      {choice.appearance === 'hidden' && (
        <TextInput
          label={t('install.script.hide')}
          description={t('install.script.hideHint')}
          inputWrapperOrder={['label', 'input', 'description']}
          placeholder=".phone, .header-phone"
          value={choice.hide}
          onChange={(event) => onChange({ hide: event.currentTarget.value })}
          spellCheck={false}
        />
      )}
    </>
  );
}

function Refused({ choice, onChange }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('install.script.refused')}
      value={choice.refused}
      onChange={(value) => onChange({ refused: value === 'free' ? 'free' : 'own' })}
    >
      <div className={css.stack}>
        <Radio value="own" label={t('install.script.refusals.own')} />
        <Radio
          value="free"
          label={t('install.script.refusals.free')}
          description={t('install.script.refusals.freeHint')}
        />
      </div>
    </Radio.Group>
  );
}

function VersionField({ choice, versions, onChange }: FieldProps & { versions: readonly ScriptVersion[] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const published = fittingVersions(choice, versions).map(({ version, date }) => ({
    value: String(version),
    label: t('install.script.version', { version, date: fullDay(date, locale) }),
  }));
  const hint = choice.version === null ? (published.length > 0 ? 'newest' : 'none') : 'frozen';
  return (
    <Select
      label={t('install.script.versions')}
      description={t(`install.script.versionHints.${hint}`)}
      inputWrapperOrder={['label', 'input', 'description']}
      data={[{ value: '', label: t('install.script.newest') }, ...published]}
      value={String(choice.version ?? '')}
      onChange={(value) => onChange({ version: Number(value) || null })}
      allowDeselect={false}
    />
  );
}
