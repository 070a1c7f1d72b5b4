// Chooses a file, or takes one that is dropped.
import { Button } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './import-dialog.module.css';

interface ChooseFileProps {
  file: File | null;
  busy: boolean;
  onChoose: (file: File) => void;
}

export function ChooseFile({ file, busy, onChoose }: ChooseFileProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const choose = (files: FileList | null) => {
    if (files?.[0]) onChoose(files[0]);
    // The same file again, mended meanwhile, is a choice too.
    if (field.current) field.current.value = '';
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the button does the same
    <div
      className={css.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileSpreadsheet size={22} stroke={1.5} aria-hidden />
      {file && <strong className="dt-cut">{file.name}</strong>}
      <Button size="xs" variant="default" loading={busy} onClick={() => field.current?.click()}>
        {file ? t('numbersFile.other') : t('numbersFile.choose')}
      </Button>
      {!file && <span className="dt-dim">{t('numbersFile.drop')}</span>}
      <input
        ref={field}
        type="file"
        accept=".csv,text/csv"
        hidden
        aria-label={t('numbersFile.choose')}
        onChange={(event) => choose(event.currentTarget.files)}
      />
    </div>
  );
}
