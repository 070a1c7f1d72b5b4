// Step 2: Dialtrace opens a page and says what it found there.
import { Button, Loader, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstallCheck, Site } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { CheckReport } from './check-report.tsx';
import css from './check-step.module.css';
import { Step } from './step.tsx';

export function CheckStep({ site }: { site: Site }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [url, setUrl] = useState(() => firstPage(site));
  const check = useMutation({
    mutationFn: () => send<InstallCheck>('POST', `/sites/${site.id}/install-check`, { url: withScheme(url) }),
    onSettled: () => client.invalidateQueries({ queryKey: ['site', site.id] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate();
  };
  return (
    <Step
      id="check"
      number={2}
      done={check.data?.verdict === 'well'}
      title={t('installCheck.title')}
      hint={t('installCheck.hint')}
    >
      <form onSubmit={submit} className={css.form}>
        <TextInput
          className={css.url ?? ''}
          aria-label={t('installCheck.url')}
          placeholder="https://shop.example/"
          inputMode="url"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          required
        />
        <Button type="submit" variant="default" disabled={!url.trim() || check.isPending}>
          {t('action.check')}
        </Button>
      </form>
      {check.isPending && <Working />}
      <SaveFailed error={check.error} />
      {check.data && !check.isPending && <CheckReport report={check.data} />}
    </Step>
  );
}

function firstPage(site: Site): string {
  const origin = site.origins.find((one) => !one.includes('*'));
  return origin ? `${origin}/` : '';
}

const withScheme = (url: string) => (/^https?:\/\//i.test(url.trim()) ? url.trim() : `https://${url.trim()}`);

const LONG_MS = 8000;

function Working() {
  const { t } = useTranslation();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={css.working} role="status">
      <Loader size="xs" />
      {t(isLong ? 'installCheck.workingLong' : 'installCheck.working')}
    </div>
  );
}
