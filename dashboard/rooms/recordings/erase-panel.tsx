// A caller asks that what is kept of them be deleted: the phone, a warning, and what is gone.
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErasedReport } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Remark } from '../../parts/remark.tsx';
import { Panel } from '../../parts/room.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { toE164, phone as written } from '../../words/phone.ts';
import css from './recordings.module.css';

export function ErasePanel() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState<string | null>(null);
  const [isBad, setBad] = useState(false);
  const erase = useMutation({
    mutationFn: (phone: string) => send<ErasedReport>('POST', `/sites/${site.id}/erase`, { phone }),
    onSuccess: () => {
      setWanted(null);
      setText('');
      return client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const phone = toE164(text);
    setBad(!phone);
    setWanted(phone || null);
  };
  return (
    <Panel id="erase" title={t('recordings.erase.title')} hint={t('recordings.erase.hint')}>
      <div className={css.body}>
        <form onSubmit={submit} className={css.erase}>
          <TextInput
            aria-label={t('recordings.erase.phone')}
            placeholder="+7 916 123-45-67"
            value={text}
            error={isBad ? t('recordings.erase.badPhone') : null}
            onChange={(event) => setText(event.currentTarget.value)}
            type="tel"
          />
          <Button type="submit" variant="default" disabled={!text.trim()}>
            {t('recordings.erase.action')}
          </Button>
        </form>
        {erase.data && <Report report={erase.data} />}
      </div>
      {wanted && (
        <Confirm
          title={t('recordings.erase.confirm', { phone: written(wanted) })}
          hint={t('recordings.erase.hint')}
          action={t('recordings.erase.action')}
          error={erase.error}
          busy={erase.isPending}
          onConfirm={() => erase.mutate(wanted)}
          onClose={() => setWanted(null)}
        />
      )}
    </Panel>
  );
}

function Report({ report }: { report: ErasedReport }) {
  const { t } = useTranslation();
  const { calls, recordings, files, contacts, others, filesWaiting, blotted } = report;
  return (
    <Remark
      tone={filesWaiting > 0 || blotted === null ? 'wait' : 'good'}
      title={t('recordings.erase.done', { phone: written(report.phone) })}
      alert
    >
      {t('recordings.erase.report', { calls, recordings, files, others: contacts + others })}
      {filesWaiting > 0 && ` ${t('recordings.erase.waiting', { count: filesWaiting })}`}
      {blotted === null && ` ${t('recordings.erase.engineLeft')}`} {t('recordings.erase.notReached')}
    </Remark>
  );
}
