// Step 3: the pools, and how many numbers there are; the numbers themselves have a room of their own.
import { Button, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPhonePlus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Site, TrackingNumber } from '../../../src/api/wire.ts';
import { numbers as numbersQuery } from '../../api/queries.ts';
import { Empty, Failed } from '../../parts/states.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { AddNumbersDialog } from '../numbers/add-numbers.tsx';
import css from './numbers-step.module.css';
import { Pools } from './pools.tsx';
import { Step } from './step.tsx';

export function NumbersStep({ site }: { site: Site }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(numbersQuery(site.id));
  const [adding, dialog] = useDisclosure(false);
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
          {t('numbers.add')}
        </Button>
      }
    >
      <Pools site={site} />
      {data && data.length > 0 && <Some numbers={data} />}
      {data?.length === 0 && (
        <Empty
          compact
          icon={<IconPhonePlus size={22} stroke={1.5} />}
          title={t('install.numbers.none')}
          hint={t('install.numbers.noneHint')}
        />
      )}
      {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
      {!data && !error && <Skeleton h={40} />}
      {adding && <AddNumbersDialog site={site} onClose={dialog.close} />}
    </Step>
  );
}

const NAMED = 5;

function Some({ numbers }: { numbers: readonly TrackingNumber[] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const serving = numbers.filter(({ state }) => state === 'pool' || state === 'static');
  const named = serving.slice(0, NAMED).map(({ e164 }) => phone(e164));
  return (
    <div className={css.some}>
      <span>
        {t('install.numbers.serving', { count: serving.length, replace: { count: count(serving.length, locale) } })}
        {named.length > 0 && `: ${named.join(', ')}${serving.length > NAMED ? '…' : ''}`}
      </span>
      <Link to="/numbers">{t('install.numbers.toAll')}</Link>
    </div>
  );
}
