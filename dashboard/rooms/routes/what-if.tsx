// What would happen if somebody called: a caller, a source, a number, a time; the answer step by step, lit in the drawing.
import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteCard, WouldHappen } from '../../../src/api/wire.ts';
import { numbers as numbersQuery } from '../../api/queries.ts';
import { wouldHappen } from '../../api/routes.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { phone } from '../../words/phone.ts';
import { CHOOSABLE_CHANNELS, channelName } from '../../words/source.ts';
import { useEditing } from './editing.ts';
import { momentOf } from './moment.ts';
import css from './step-form.module.css';
import { litBy } from './trail-words.ts';
import { WhatHappens } from './what-happens.tsx';

interface WhatIfProps {
  card: RouteCard;
  lit: ReadonlySet<string> | null;
  onLit: (lit: ReadonlySet<string> | null) => void;
}

const BEGIN = {
  caller: '',
  number: null as string | null,
  isAssumed: false,
  channel: 'paid-search',
  source: '',
  campaign: '',
  at: '',
};

export function WhatIf({ card, lit, onLit }: WhatIfProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { route } = useEditing();
  const { data: numbers = [] } = useQuery(numbersQuery(site.id));
  const [asked, setAsked] = useState(BEGIN);
  const put = (change: Partial<typeof BEGIN>) => setAsked((now) => ({ ...now, ...change }));
  const ask = useMutation({
    mutationFn: () => wouldHappen(site.id, questionOf(asked, site.timeZone, card.id, route)),
    onSuccess: ({ trail }) => onLit(litBy(trail)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <p className="dt-dim dt-small">{t('routes.whatIf.hint')}</p>
      <TextInput
        label={t('routes.whatIf.caller')}
        description={t('routes.whatIf.callerHint')}
        placeholder="+7 916 123-45-67"
        inputMode="tel"
        value={asked.caller}
        onChange={(event) => put({ caller: event.currentTarget.value })}
        maxLength={40}
      />
      <Select
        label={t('routes.whatIf.number')}
        placeholder={t('routes.whatIf.anyNumber')}
        data={numbers.map(({ e164 }) => ({ value: e164, label: phone(e164) }))}
        value={asked.number}
        onChange={(number) => put({ number })}
        searchable
        clearable
      />
      <div>
        <SegmentedControl
          fullWidth
          aria-label={t('routes.whatIf.source')}
          value={asked.isAssumed ? 'assumed' : 'real'}
          onChange={(chosen) => put({ isAssumed: chosen === 'assumed' })}
          data={(['real', 'assumed'] as const).map((value) => ({ value, label: t(`routes.whatIf.sources.${value}`) }))}
        />
      </div>
      {asked.isAssumed && (
        <div className={css.inside}>
          <Select
            label={t('routes.whatIf.channel')}
            data={CHOOSABLE_CHANNELS.map((value) => ({ value, label: channelName(value, t) }))}
            value={asked.channel}
            onChange={(channel) => put({ channel: channel ?? 'direct' })}
            allowDeselect={false}
          />
          <div className={css.two}>
            <TextInput
              label={t('routes.whatIf.sourceName')}
              value={asked.source}
              onChange={(event) => put({ source: event.currentTarget.value })}
            />
            <TextInput
              label={t('routes.whatIf.campaign')}
              value={asked.campaign}
              onChange={(event) => put({ campaign: event.currentTarget.value })}
            />
          </div>
        </div>
      )}
      <TextInput
        type="datetime-local"
        label={t('routes.whatIf.when')}
        description={asked.at ? site.timeZone : t('routes.whatIf.now')}
        value={asked.at}
        onChange={(event) => put({ at: event.currentTarget.value })}
      />
      <SaveFailed error={ask.error} />
      <div className={css.row}>
        <Button type="submit" loading={ask.isPending}>
          {t('routes.whatIf.ask')}
        </Button>
        {lit && (
          <Button variant="subtle" onClick={() => onLit(null)}>
            {t('routes.whatIf.clear')}
          </Button>
        )}
      </div>
      {ask.data && <WhatHappens answer={ask.data as WouldHappen} />}
    </form>
  );
}

function questionOf(asked: typeof BEGIN, timeZone: string, routeId: string, route: RouteCard['draft']) {
  const at = momentOf(asked.at, timeZone);
  return {
    ...{ route, routeId, caller: asked.caller.trim() || null },
    ...(asked.number ? { number: asked.number } : {}),
    ...(at ? { at } : {}),
    ...(asked.isAssumed
      ? {
          source: {
            channel: asked.channel,
            source: asked.source.trim() || null,
            campaign: asked.campaign.trim() || null,
          },
        }
      : {}),
  };
}
