// Takes clients from a CSV file: says what would change and which lines can't be read, before anything is taken.
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactsImport } from '../../../src/api/wire.ts';
import { sendFile } from '../../api/client.ts';
import { contactsCsvUrl, useContactsChanged } from '../../api/team.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Chipped } from '../../parts/mark.tsx';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { ChooseFile } from '../numbers-file/choose-file.tsx';
import css from './clients.module.css';

export function ImportClients({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useContactsChanged(site.id);
  const [file, setFile] = useState<File | null>(null);
  const ask = (chosen: File, dry: boolean) =>
    sendFile<ContactsImport>(`/sites/${site.id}/contacts.csv`, { dry }, chosen, 'text/csv');
  const look = useMutation({ mutationFn: (chosen: File) => ask(chosen, true) });
  const take = useMutation({ mutationFn: (chosen: File) => ask(chosen, false), onSuccess: changed });
  const choose = (chosen: File) => {
    setFile(chosen);
    take.reset();
    look.mutate(chosen);
  };
  const found = take.data ?? look.data;
  const changes = (look.data?.added ?? 0) + (look.data?.changed ?? 0);
  return (
    <Dialog onClose={onClose} size={620} title={t('clients.importing.title')}>
      <div className={css.form}>
        <p className="dt-dim">
          {t('clients.importing.lead')}{' '}
          <a href={contactsCsvUrl(site.id)} download>
            {t('clients.importing.sample')}
          </a>
        </p>
        {!take.data && <ChooseFile file={file} busy={look.isPending} onChoose={choose} />}
        <SaveFailed error={look.error ?? take.error} />
        {take.data && <strong role="status">{t('clients.importing.done')}</strong>}
        {found && <Findings found={found} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t(take.data ? 'action.close' : 'action.cancel')}
          </Button>
          {!take.data && (
            <Button
              disabled={!file || changes === 0}
              loading={take.isPending}
              onClick={() => file && take.mutate(file)}
            >
              {t('clients.importing.take')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

const COUNTS = [
  { name: 'added', tone: 'good' },
  { name: 'changed', tone: 'accent' },
  { name: 'same', tone: 'plain' },
] as const;

function Findings({ found }: { found: ContactsImport }) {
  const { t } = useTranslation();
  const isNothing = found.added + found.changed === 0;
  return (
    <>
      <div className={css.chips} role="status">
        {COUNTS.filter(({ name }) => found[name] > 0).map(({ name, tone }) => (
          <Chipped key={name} tone={tone}>
            {t(`clients.importing.${name}`, { count: found[name] })}
          </Chipped>
        ))}
        {found.refusedCount > 0 && (
          <Chipped tone="bad">{t('clients.importing.refused', { count: found.refusedCount })}</Chipped>
        )}
      </div>
      {isNothing && <p className="dt-dim">{t('clients.importing.nothing')}</p>}
      {found.refused.length > 0 && (
        <div>
          <p className="dt-dim">{t('clients.importing.refusedHint')}</p>
          <ul className={css.refused}>
            {found.refused.map(({ line, column, reason, value }) => (
              <li key={line}>
                <strong>{t('clients.importing.line', { line, column })}</strong>{' '}
                {t(`clients.importing.why.${reason}`, { value })}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
