// Step 3: pools with their numbers, and static numbers.
import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPhonePlus, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site, TrackingNumber } from '../../../src/api/wire.ts';
import { numbers as numbersQuery } from '../../api/queries.ts';
import { useNow } from '../../parts/now.ts';
import { Empty, Failed } from '../../parts/states.tsx';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { count, dateTime } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { channelName, sourceTitle } from '../../words/source.ts';
import { AddNumberDialog } from './add-number.tsx';
import css from './numbers-step.module.css';
import { Pools } from './pools.tsx';
import { RemoveNumberDialog } from './remove-number.tsx';
import { Step } from './step.tsx';

export function NumbersStep({ site }: { site: Site }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(numbersQuery(site.id));
  const [adding, dialog] = useDisclosure(false);
  const [removing, setRemoving] = useState<TrackingNumber | null>(null);
  return (
    <Step
      id="numbers"
      number={3}
      done={(data?.length ?? 0) > 0}
      title={t('install.numbers.title')}
      hint={t('install.numbers.hint')}
      aside={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
          onClick={dialog.open}
        >
          {t('install.numbers.add')}
        </Button>
      }
    >
      <Pools site={site} />
      {data && data.length > 0 && <NumbersTable numbers={data} site={site} onRemove={setRemoving} />}
      {data?.length === 0 && (
        <Empty
          compact
          icon={<IconPhonePlus size={22} stroke={1.5} />}
          title={t('install.numbers.none')}
          hint={t('install.numbers.noneHint')}
        />
      )}
      {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
      {!data && !error && <Skeleton h={140} />}
      {adding && <AddNumberDialog site={site} onClose={dialog.close} />}
      {removing && <RemoveNumberDialog site={site} number={removing} onClose={() => setRemoving(null)} />}
    </Step>
  );
}

interface NumbersTableProps {
  numbers: TrackingNumber[];
  site: Site;
  onRemove: (number: TrackingNumber) => void;
}

function NumbersTable({ numbers, site, onRemove }: NumbersTableProps) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className={css.box} aria-label={t('install.numbers.title')} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{t('install.numbers.number')}</th>
            <th>{t('install.numbers.kind')}</th>
            <th>{t('install.numbers.connection')}</th>
            <th className={css.figure}>{t('install.numbers.calls')}</th>
            <th>{t('install.numbers.lastCall')}</th>
            <th aria-label={t('action.remove')} />
          </tr>
        </thead>
        <tbody>
          {numbers.map((number) => (
            <tr key={number.id}>
              <td className={css.number}>
                {phone(number.e164)}
                {number.region && <span className={css.region}>{number.region}</span>}
              </td>
              <td>
                <Use number={number} site={site} />
              </td>
              <td>{number.connection.name}</td>
              <td className={css.figure}>{count(number.calls, writing.locale)}</td>
              <td className="dt-dim">
                {number.lastCallAt ? dateTime(number.lastCallAt, writing, now) : t('install.numbers.neverCalled')}
              </td>
              <td className={css.figure}>
                <Tooltip label={t('action.remove')}>
                  <ActionIcon
                    size={26}
                    onClick={() => onRemove(number)}
                    aria-label={`${t('action.remove')} ${phone(number.e164)}`}
                  >
                    <IconTrash size={16} stroke={1.6} />
                  </ActionIcon>
                </Tooltip>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Use({ number, site }: { number: TrackingNumber; site: Site }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const source = number.staticSource;
  if (!source) {
    const name = site.pools.find((pool) => pool.id === number.poolId)?.name ?? '–';
    return t('install.numbers.kindPool', { name });
  }
  const title = sourceTitle(source, language);
  return (
    <>
      {t('install.numbers.kindStatic')}: <span className={css.source}>{title ?? channelName(source.channel, t)}</span>
      {title && <span className={css.region}>{channelName(source.channel, t)}</span>}
    </>
  );
}
