// Whether talks are recorded, what callers are told, how long recordings are kept.
import { Button, Checkbox, NumberInput, Select, Skeleton, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordingRules, RecordingRulesCard } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { recordingRules } from '../../api/recordings.ts';
import { Remark } from '../../parts/remark.tsx';
import { Panel } from '../../parts/room.tsx';
import { SaveRow } from '../../parts/save-row.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { countryName } from '../../words/country.ts';
import { Exceptions } from './exceptions.tsx';
import css from './recordings.module.css';

const MODES = ['by-country', 'on', 'notice', 'consent'] as const;

export function RulesPanel() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(recordingRules(site.id));
  return (
    <Panel id="recording" title={t('recordings.rules.title')} hint={t('recordings.rules.hint')}>
      <div className={css.body}>
        {data ? (
          <Fields key={JSON.stringify(data.rules)} card={data} />
        ) : error ? (
          <Failed error={error} onRetry={() => void refetch()} compact />
        ) : (
          <Skeleton h={180} />
        )}
      </div>
    </Panel>
  );
}

function useSave() {
  const { site } = useHouse();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rules: RecordingRules) => send<RecordingRulesCard>('PUT', `/sites/${site.id}/recording-rules`, rules),
    onSuccess: (saved) => client.setQueryData(recordingRules(site.id).queryKey, saved),
  });
}

function Fields({ card }: { card: RecordingRulesCard }) {
  const { t } = useTranslation();
  const [rules, setRules] = useState(card.rules);
  const save = useSave();
  const put = (change: Partial<RecordingRules>) => setRules({ ...rules, ...change });
  const changed = JSON.stringify(rules) !== JSON.stringify(card.rules);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(rules);
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <Unsaid card={card} onFollow={() => save.mutate({ ...card.rules, mode: 'by-country' })} />
      {!card.encodes && <Remark tone="wait">{t('recordings.rules.noEncoder')}</Remark>}
      <Checkbox
        label={t('recordings.rules.record')}
        checked={rules.record}
        onChange={(event) => put({ record: event.currentTarget.checked })}
      />
      <Telling card={card} rules={rules} put={put} />
      <Exceptions rules={rules} put={put} />
      <Keeping rules={rules} put={put} />
      <SaveRow save={save} changed={changed} />
    </form>
  );
}

type Part = { rules: RecordingRules; put: (change: Partial<RecordingRules>) => void };

// Laws of countries whose businesses read Russian are told in the reader's language, all others as they are cited.
const LAWS = ['RU', 'KZ', 'BY'] as const;
const hasLaw = (country: string | null): country is (typeof LAWS)[number] => LAWS.some((known) => known === country);

// A site that has never said what callers are to be told: what is usual, and one button to follow it.
function Unsaid({ card, onFollow }: { card: RecordingRulesCard; onFollow: () => void }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const told = card.countries.find(({ mode }) => mode !== 'on');
  if (card.isSaid || !told || card.rules.mode !== 'on') return null;
  const named = {
    country: told.country ? countryName(told.country, locale) : '–',
    mode: t(`recordings.rules.modes.${told.mode}`),
    source: hasLaw(told.country) ? t(`recordings.rules.law.${told.country}`) : told.source,
  };
  return (
    <Remark
      tone="wait"
      title={t('recordings.rules.unsaid')}
      aside={
        <Button size="xs" variant="default" onClick={onFollow}>
          {t('recordings.rules.follow')}
        </Button>
      }
    >
      {t('recordings.rules.unsaidHint', named)}
    </Remark>
  );
}

function Telling({ card, rules, put }: Part & { card: RecordingRulesCard }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const usual = card.countries.map(({ country, mode }) =>
    t('recordings.rules.usual', {
      country: country ? countryName(country, locale) : '–',
      mode: t(`recordings.rules.modes.${mode}`),
    }),
  );
  return (
    <div className={css.telling}>
      <Select
        label={t('recordings.rules.mode')}
        description={rules.mode === 'by-country' ? usual.join('; ') : undefined}
        inputWrapperOrder={['label', 'input', 'description']}
        data={MODES.map((value) => ({ value, label: t(`recordings.rules.modes.${value}`) }))}
        value={rules.mode}
        onChange={(mode) => put({ mode: MODES.find((known) => known === mode) ?? rules.mode })}
        allowDeselect={false}
        disabled={!rules.record}
      />
      <TextInput
        label={t('recordings.rules.digit')}
        value={rules.digit}
        maxLength={1}
        error={!/^[0-9*#]$/.test(rules.digit)}
        onChange={(event) => put({ digit: event.currentTarget.value })}
        disabled={!rules.record}
      />
    </div>
  );
}

function Keeping({ rules, put }: Part) {
  const { t } = useTranslation();
  const { keepDays } = rules;
  const days = (value: string | number) => (typeof value === 'number' ? value : null);
  return (
    <>
      <div className={css.keeping}>
        <NumberInput
          label={t('recordings.rules.keep')}
          value={keepDays.talk ?? ''}
          min={1}
          max={3650}
          onChange={(value) => put({ keepDays: { ...keepDays, talk: days(value) } })}
        />
        <NumberInput
          label={t('recordings.rules.keepVoicemail')}
          value={keepDays.voicemail ?? ''}
          min={1}
          max={3650}
          onChange={(value) => put({ keepDays: { ...keepDays, voicemail: days(value) } })}
        />
        <NumberInput
          label={t('recordings.rules.keepWav')}
          value={keepDays.wav}
          min={0}
          max={365}
          onChange={(value) => put({ keepDays: { ...keepDays, wav: days(value) ?? 0 } })}
        />
      </div>
      <p className={css.hint}>{t('recordings.rules.keepHint')}</p>
      <Checkbox
        label={t('recordings.rules.notSpam')}
        checked={rules.notKept.spam}
        onChange={(event) => put({ notKept: { ...rules.notKept, spam: event.currentTarget.checked } })}
      />
      <TagsInput
        label={t('recordings.rules.notTags')}
        value={rules.notKept.tags}
        onChange={(tags) => put({ notKept: { ...rules.notKept, tags } })}
        maxTags={100}
      />
    </>
  );
}
