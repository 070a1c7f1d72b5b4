// Which calls a destination is told of: what is not chosen lets every call through.
import { MultiSelect, NumberInput, SegmentedControl, Switch, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DeliveryFilter } from '../../../src/api/wire.ts';
import { sourceValues } from '../../api/destinations.ts';
import { contactTags } from '../../api/team.ts';
import { ToggleChip } from '../../parts/chips.tsx';
import { useHouse, useLanguage } from '../../shell/house-facts.ts';
import { CHOOSABLE_CHANNELS, channelName, sourceName } from '../../words/source.ts';
import css from './form.module.css';
import { HourFields } from './hour-fields.tsx';

interface FilterFieldsProps {
  filter: DeliveryFilter;
  onChange: (filter: DeliveryFilter) => void;
}

const STATUSES = ['answered', 'missed', 'cut-off'] as const;

export function FilterFields({ filter, onChange }: FilterFieldsProps) {
  const { t } = useTranslation();
  const put = (change: DeliveryFilter) => onChange({ ...filter, ...change });
  const statuses = filter.statuses ?? [];
  return (
    <fieldset className={css.group}>
      <legend>{t('destinations.filter.title')}</legend>
      <p className="dt-dim dt-small">{t('destinations.filter.hint')}</p>
      <div className={css.two}>
        <Labelled label={t('destinations.filter.direction')}>
          <SegmentedControl
            aria-label={t('destinations.filter.direction')}
            data={[
              { value: '', label: t('destinations.filter.any') },
              { value: 'in', label: t('destinations.filter.in') },
              { value: 'out', label: t('destinations.filter.out') },
            ]}
            value={filter.direction ?? ''}
            onChange={(value) => put({ direction: value === 'in' || value === 'out' ? value : undefined })}
          />
        </Labelled>
        <Labelled label={t('destinations.filter.statuses')}>
          <div className={css.chips}>
            {STATUSES.map((status) => (
              <ToggleChip
                key={status}
                label={t(`status.${status}`)}
                on={statuses.includes(status)}
                onChange={(on) =>
                  put({ statuses: STATUSES.filter((one) => (one === status ? on : statuses.includes(one))) })
                }
              />
            ))}
          </div>
        </Labelled>
      </div>
      <div className={css.flags}>
        <Switch
          label={t('destinations.filter.firstTime')}
          checked={filter.firstTimeOnly ?? false}
          onChange={(event) => put({ firstTimeOnly: event.currentTarget.checked })}
        />
        <Switch
          label={t('destinations.filter.spam')}
          checked={filter.withSpam ?? false}
          onChange={(event) => put({ withSpam: event.currentTarget.checked })}
        />
      </div>
      <Sources filter={filter} put={put} />
      <div className={css.two}>
        <NumberInput
          label={t('destinations.filter.leastTalk')}
          placeholder={t('destinations.filter.any')}
          value={filter.leastTalk ?? ''}
          onChange={(value) => put({ leastTalk: numberOf(value) })}
          min={0}
          max={86_400}
          allowDecimal={false}
        />
        <NumberInput
          label={t('destinations.filter.leastProbability')}
          placeholder={t('destinations.filter.any')}
          value={filter.leastProbability === undefined ? '' : Math.round(filter.leastProbability * 100)}
          onChange={(value) => put({ leastProbability: shareOf(numberOf(value)) })}
          min={0}
          max={100}
          clampBehavior="strict"
          allowDecimal={false}
        />
      </div>
      <HourFields hours={filter.hours ?? []} onChange={(hours) => put({ hours })} />
    </fieldset>
  );
}

interface SourcesProps {
  filter: DeliveryFilter;
  put: (change: DeliveryFilter) => void;
}

/** With what the site has had to choose from; another one can be written. */
function Sources({ filter, put }: SourcesProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { site } = useHouse();
  const { data: sources = [] } = useQuery(sourceValues(site.id, 'source'));
  const { data: campaigns = [] } = useQuery(sourceValues(site.id, 'campaign'));
  const { data: tags = [] } = useQuery(contactTags(site.id));
  const all = t('destinations.filter.all');
  const common = (chosen: readonly string[] | undefined) => ({
    value: [...(chosen ?? [])],
    placeholder: chosen?.length ? '' : all,
    clearable: true,
  });
  return (
    <div className={css.two}>
      <MultiSelect
        {...common(filter.channels)}
        label={t('destinations.filter.channels')}
        data={CHOOSABLE_CHANNELS.map((channel) => ({ value: channel, label: channelName(channel, t) }))}
        onChange={(channels) => put({ channels })}
        searchable
      />
      <TagsInput
        {...common(filter.sources)}
        label={t('destinations.filter.sources')}
        data={sources}
        renderOption={({ option }) => sourceName(option.value, language)}
        onChange={(chosen) => put({ sources: chosen })}
        maxTags={100}
      />
      <TagsInput
        {...common(filter.campaigns)}
        label={t('destinations.filter.campaigns')}
        data={campaigns}
        onChange={(chosen) => put({ campaigns: chosen })}
        maxTags={500}
      />
      <TagsInput
        {...common(filter.tags)}
        label={t('destinations.filter.tags')}
        data={tags.map(({ tag }) => tag)}
        onChange={(chosen) => put({ tags: chosen })}
        maxTags={100}
      />
      <TagsInput
        {...common(filter.regions)}
        label={t('destinations.filter.regions')}
        description={t('destinations.filter.regionsHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onChange={(regions) => put({ regions })}
        maxTags={100}
      />
    </div>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <div className={css.label}>{label}</div>
      {children}
    </div>
  );
}

const numberOf = (value: string | number): number | undefined =>
  value === '' ? undefined : Number(value) || undefined;
const shareOf = (percent: number | undefined) => (percent === undefined ? undefined : percent / 100);
