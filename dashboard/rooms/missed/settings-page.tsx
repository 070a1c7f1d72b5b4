// What the site wants done about missed callers: until when, what one is worth, whether to call by itself.
import { NumberInput, Select, Skeleton, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallBackSettings } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { callBackSettings, useCallBacksChanged } from '../../api/missed.ts';
import { schedules as schedulesQuery, teams as teamsQuery } from '../../api/team.ts';
import { Panel } from '../../parts/room.tsx';
import { SaveRow } from '../../parts/save-row.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { minorOf, unitsOf } from '../../words/money.ts';
import css from './missed.module.css';

export function SettingsPage() {
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(callBackSettings(site.id));
  return (
    <div className={css.page}>
      {data ? (
        <Form key={site.id} saved={data} />
      ) : error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton h={240} />
      )}
    </div>
  );
}

type Change = (change: Partial<CallBackSettings>) => void;
interface PartProps {
  draft: CallBackSettings;
  change: Change;
}

function Form({ saved }: { saved: CallBackSettings }) {
  const { site } = useHouse();
  const client = useQueryClient();
  const changed = useCallBacksChanged(site.id);
  const [draft, setDraft] = useState(saved);
  const change: Change = (some) => setDraft((now) => ({ ...now, ...some }));
  const save = useMutation({
    mutationFn: () => send<CallBackSettings>('PUT', `/sites/${site.id}/call-back-settings`, draft),
    onSuccess: async (kept) => {
      client.setQueryData(callBackSettings(site.id).queryKey, kept);
      await changed();
    },
  });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className={css.page}>
      <Limit draft={draft} change={change} />
      <Worth draft={draft} change={change} />
      <Itself draft={draft} change={change} />
      <SaveRow save={save} changed={isChanged} />
    </form>
  );
}

const figure = (value: string | number): number | null => (typeof value === 'number' ? value : null);

function Limit({ draft, change }: PartProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data: schedules = [] } = useQuery(schedulesQuery(site.id));
  return (
    <Panel id="limit" title={t('callBacks.settings.limitTitle')}>
      <div className={css.body}>
        <div className={css.fields}>
          <NumberInput
            label={t('callBacks.settings.limit')}
            suffix={` ${t('callBacks.settings.minutes')}`}
            value={draft.limitMinutes}
            onChange={(value) => change({ limitMinutes: figure(value) ?? draft.limitMinutes })}
            min={1}
            max={10_080}
            allowDecimal={false}
            required
          />
          <Select
            label={t('callBacks.settings.schedule')}
            description={t('callBacks.settings.scheduleHint')}
            inputWrapperOrder={['label', 'input', 'description']}
            data={[
              { value: '', label: t('callBacks.settings.scheduleAll') },
              ...schedules.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={draft.scheduleId ?? ''}
            onChange={(id) => change({ scheduleId: id || null })}
            allowDeselect={false}
          />
        </div>
      </div>
    </Panel>
  );
}

function Worth({ draft, change }: PartProps) {
  const { t } = useTranslation();
  const { currency } = useHouse().site;
  const { dealValue, conversion } = draft;
  return (
    <Panel id="worth" title={t('callBacks.settings.worth')} hint={t('callBacks.settings.worthHint')}>
      <div className={css.body}>
        <div className={css.fields}>
          <NumberInput
            label={t('callBacks.settings.dealValue', { currency })}
            value={dealValue === null ? '' : unitsOf({ minor: dealValue, currency })}
            onChange={(value) => {
              const units = figure(value);
              change({ dealValue: units === null ? null : minorOf(units, currency) });
            }}
            min={0}
            thousandSeparator=" "
          />
          <NumberInput
            label={t('callBacks.settings.conversion')}
            value={conversion === null ? '' : Math.round(conversion * 1000) / 10}
            onChange={(value) => {
              const share = figure(value);
              change({ conversion: share === null ? null : share / 100 });
            }}
            min={0}
            max={100}
            decimalScale={1}
          />
        </div>
      </div>
    </Panel>
  );
}

function Itself({ draft, change }: PartProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data: teams = [] } = useQuery(teamsQuery(site.id));
  return (
    <Panel id="itself" title={t('callBacks.settings.itself')}>
      <div className={css.body}>
        <Switch
          label={t('callBacks.settings.automatic')}
          description={t('callBacks.settings.automaticHint')}
          checked={draft.automatic}
          onChange={(event) => change({ automatic: event.currentTarget.checked })}
        />
        {draft.automatic && (
          <div className={css.fields}>
            <Select
              label={t('callBacks.settings.agents')}
              data={[
                { value: '', label: t('callBacks.settings.agentsAll') },
                ...teams.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={draft.teamId ?? ''}
              onChange={(id) => change({ teamId: id || null })}
              allowDeselect={false}
            />
            <NumberInput
              label={t('callBacks.settings.attempts')}
              value={draft.attempts}
              onChange={(value) => change({ attempts: figure(value) ?? draft.attempts })}
              min={1}
              max={10}
              allowDecimal={false}
            />
            <NumberInput
              label={t('callBacks.settings.pause')}
              description={t('callBacks.settings.pauseHint')}
              inputWrapperOrder={['label', 'input', 'description']}
              value={draft.pauseMinutes}
              onChange={(value) => change({ pauseMinutes: figure(value) ?? draft.pauseMinutes })}
              min={1}
              max={240}
              allowDecimal={false}
            />
          </div>
        )}
      </div>
    </Panel>
  );
}
