// By which rules a call is spam: signals with weights, the sum from which on it is, what is a flood.
import { NumberInput, Skeleton, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SpamRulesCard } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { spamRules } from '../../api/missed.ts';
import { Panel } from '../../parts/room.tsx';
import { SaveRow } from '../../parts/save-row.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { spamReason } from '../../words/spam.ts';
import css from './spam.module.css';

export function RulesPage() {
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(spamRules(site.id));
  if (data) return <Form key={site.id} saved={data} />;
  return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Skeleton h={240} />;
}

const figure = (value: string | number): number | null => (typeof value === 'number' ? value : null);

function Form({ saved }: { saved: SpamRulesCard }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const [draft, setDraft] = useState(saved);
  const change = (some: Partial<SpamRulesCard>) => setDraft((now) => ({ ...now, ...some }));
  const save = useMutation({
    mutationFn: () => {
      const { usual: _, ...rules } = draft;
      return send<SpamRulesCard>('PUT', `/sites/${site.id}/spam/rules`, rules);
    },
    onSuccess: (kept) => client.setQueryData(spamRules(site.id).queryKey, kept),
  });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className={css.page}>
      <Panel id="ring" title={t('spam.tabs.rules')} hint={t('spam.rules.safe')}>
        <div className={css.body}>
          <Switch
            label={t('spam.rules.holdsBack')}
            description={t('spam.rules.holdsBackHint')}
            checked={draft.holdsBack}
            onChange={(event) => change({ holdsBack: event.currentTarget.checked })}
          />
          <Figure
            label={t('spam.rules.threshold')}
            description={t('spam.rules.thresholdHint')}
            value={draft.threshold}
            onChange={(threshold) => change({ threshold })}
            max={1000}
          />
        </div>
      </Panel>
      <Panel id="floods" title={t('spam.rules.floods')}>
        <div className={css.body}>
          {(['caller', 'number'] as const).map((whose) => (
            <div key={whose} className={css.two}>
              <Figure
                label={t(`spam.rules.${whose}Flood`)}
                value={draft[`${whose}Calls`]}
                onChange={(value) => change({ [`${whose}Calls`]: value })}
                min={2}
                max={whose === 'caller' ? 1000 : 10_000}
              />
              <Figure
                label={t('spam.rules.within')}
                value={draft[`${whose}Minutes`]}
                onChange={(value) => change({ [`${whose}Minutes`]: value })}
                max={60}
              />
            </div>
          ))}
        </div>
      </Panel>
      <Weights draft={draft} change={change} />
      <SaveRow save={save} changed={isChanged} />
    </form>
  );
}

interface FigureProps {
  label: string;
  description?: string;
  value: number;
  onChange: (value: number) => void;
  min?: number;
  max: number;
}

function Figure({ label, description, value, onChange, min = 1, max }: FigureProps) {
  return (
    <NumberInput
      className={css.figure ?? ''}
      label={label}
      {...(description ? { description, inputWrapperOrder: ['label', 'input', 'description'] as const } : {})}
      value={value}
      onChange={(typed) => onChange(figure(typed) ?? value)}
      min={min}
      max={max}
      allowDecimal={false}
    />
  );
}

function Weights({ draft, change }: { draft: SpamRulesCard; change: (some: Partial<SpamRulesCard>) => void }) {
  const { t } = useTranslation();
  return (
    <Panel id="weights" title={t('spam.rules.weights')} hint={t('spam.rules.weightsHint')}>
      <ul className={css.weights}>
        {draft.usual.map(({ reason, weight }) => (
          <li key={reason}>
            <label htmlFor={`weight-${reason}`}>{spamReason(reason, t)}</label>
            <NumberInput
              id={`weight-${reason}`}
              size="xs"
              placeholder={`${weight}`}
              value={draft.weights[reason] ?? ''}
              onChange={(typed) => {
                const { [reason]: _, ...others } = draft.weights;
                const own = figure(typed);
                change({ weights: own === null ? others : { ...others, [reason]: own } });
              }}
              min={0}
              max={1000}
              allowDecimal={false}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
