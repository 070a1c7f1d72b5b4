// Takes numbers from a CSV file: shows row by row what would change, and what is wrong with which line, before anything is
// taken.
import { Button, Checkbox } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumbersImport } from '../../../src/api/wire.ts';
import { sendFile } from '../../api/client.ts';
import { numbersCsvUrl, useNumbersChanged } from '../../api/numbers.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { ChooseFile } from './choose-file.tsx';
import { Findings } from './findings.tsx';
import css from './import-dialog.module.css';

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} size={820} title={t('numbersFile.title')}>
      <ImportFile onDone={onClose} />
    </Dialog>
  );
}

function ImportFile({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const [file, setFile] = useState<File | null>(null);
  const [even, setEven] = useState(false);
  const ask = (chosen: File, dry: boolean, evenIfShown: boolean) =>
    sendFile<NumbersImport>(`/sites/${site.id}/numbers.csv`, { dry, evenIfShown }, chosen, 'text/csv');
  const look = useMutation({ mutationFn: (asked: { file: File; even: boolean }) => ask(asked.file, true, asked.even) });
  const take = useMutation({ mutationFn: (chosen: File) => ask(chosen, false, even), onSuccess: changed });
  const choose = (chosen: File) => {
    setFile(chosen);
    take.reset();
    look.mutate({ file: chosen, even });
  };
  const again = (said: boolean) => {
    setEven(said);
    if (file) look.mutate({ file, even: said });
  };
  if (take.data) return <Done taken={take.data} onDone={onDone} />;
  const changes = (look.data?.added ?? 0) + (look.data?.changed ?? 0);
  return (
    <div className={css.body}>
      <p className="dt-dim">
        {t('numbersFile.lead')}{' '}
        <a href={numbersCsvUrl(site.id)} download>
          {t('numbersFile.template')}
        </a>
      </p>
      <ChooseFile file={file} busy={look.isPending} onChoose={choose} />
      <SaveFailed error={look.error ?? take.error} />
      {look.data && <Findings found={look.data} />}
      {look.data && file && (
        <div className={css.foot}>
          <Checkbox
            checked={even}
            onChange={(event) => again(event.currentTarget.checked)}
            label={t('numbersFile.even')}
          />
          <Button
            disabled={changes === 0 || look.data.refused > 0 || look.isPending}
            loading={take.isPending}
            onClick={() => take.mutate(file)}
          >
            {t('numbersFile.apply', { count: changes })}
          </Button>
        </div>
      )}
    </div>
  );
}

function Done({ taken, onDone }: { taken: NumbersImport; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.body}>
      <p className={css.done} role="status">
        {t('numbersFile.done', { added: taken.added, changed: taken.changed })}
      </p>
      <div className={css.foot}>
        <Button onClick={onDone} ml="auto" data-autofocus>
          {t('action.close')}
        </Button>
      </div>
    </div>
  );
}
