// Step 2: Dialtrace looks at a page and says what it found there.
import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstallCheck, Site } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNow } from '../../parts/now.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useLanguage } from '../../shell/house-facts.ts';
import { ago } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
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
  const found = check.data?.page === 'script-found';
  return (
    <Step id="check" number={2} done={found} title={t('install.check.title')} hint={t('install.check.hint')}>
      <form onSubmit={submit} className={css.form}>
        <TextInput
          className={css.url ?? ''}
          aria-label={t('install.check.url')}
          placeholder="https://shop.example/"
          inputMode="url"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          required
        />
        <Button type="submit" variant="default" loading={check.isPending} disabled={!url.trim()}>
          {t('action.check')}
        </Button>
      </form>
      <SaveFailed error={check.error} />
      {check.data && <Result result={check.data} />}
    </Step>
  );
}

function firstPage(site: Site): string {
  const origin = site.origins.find((one) => !one.includes('*'));
  return origin ? `${origin}/` : '';
}

const withScheme = (url: string) => (/^https?:\/\//i.test(url.trim()) ? url.trim() : `https://${url.trim()}`);

function Result({ result }: { result: InstallCheck }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const found = result.page === 'script-found';
  const Icon = found ? IconCircleCheck : IconAlertTriangle;
  return (
    <div className={css.result} data-found={found || undefined} role="status">
      <Icon size={18} stroke={1.8} aria-hidden />
      <div>
        <div className={css.verdict}>{t(`install.check.${result.page}`)}</div>
        {!found && <div>{t(`install.check.hints.${result.page}`)}</div>}
        {!found && <Detail text={result.detail} />}
        {found && <Numbers numbers={result.numbersOnPage} />}
        {found && (
          <div>
            {result.lastViewAt
              ? t('install.check.lastView', { ago: ago(result.lastViewAt, now, t) })
              : t('install.check.noView')}
          </div>
        )}
      </div>
    </div>
  );
}

// The server's own sentence has details that ours cannot know (status, host), but it is in English.
function Detail({ text }: { text: string }) {
  return useLanguage() === 'en' ? null : <div className={css.detail}>{text}</div>;
}

function Numbers({ numbers }: { numbers: string[] }) {
  const { t } = useTranslation();
  if (numbers.length === 0) return <div>{t('install.check.noNumbers')}</div>;
  return <div>{t('install.check.numbers', { count: numbers.length, numbers: numbers.map(phone).join(', ') })}</div>;
}
