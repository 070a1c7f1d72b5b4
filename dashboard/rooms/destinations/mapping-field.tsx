// Which field of the other side is filled with what: rows of a far field and a template.
import { ActionIcon, Autocomplete, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { farFields } from '../../api/destinations.ts';
import { reasonText } from '../../words/destination.ts';
import { type MappingRow, mappedKey, mappingRows, mappingText } from './draft.ts';
import css from './form.module.css';
import { TemplateInput } from './template-input.tsx';
import type { Preview } from './use-preview.ts';

interface MappingFieldProps {
  name: string;
  label: string;
  help: string | undefined;
  value: string;
  onChange: (value: string) => void;
  preview: Preview;
  error: string | null;
  /** The destination whose fields can be asked for; null: it is not saved yet; undefined: it can't be asked. */
  asks: string | null | undefined;
}

type Row = MappingRow & { key: number };

export function MappingField({ name, label, help, value, onChange, preview, error, asks }: MappingFieldProps) {
  const { t } = useTranslation();
  const [rows, setRows] = useState<readonly Row[]>(() => mappingRows(value).map((row, key) => ({ ...row, key })));
  const { data, isFetching, error: failed } = useQuery({ ...farFields(asks ?? ''), enabled: Boolean(asks) });
  const offered = data?.fields ?? [];
  const write = (next: readonly Row[]) => {
    setRows(next);
    onChange(mappingText(next));
  };
  const change = (key: number, what: Partial<MappingRow>) =>
    write(rows.map((row) => (row.key === key ? { ...row, ...what } : row)));
  const isTwice = (far: string) => far !== '' && rows.filter((row) => row.far === far).length > 1;
  return (
    <fieldset className={css.mapping}>
      <legend>{label}</legend>
      {help && <p className="dt-dim dt-small">{help}</p>}
      {asks === null && <p className="dt-dim dt-small">{t('destinations.form.mapping.later')}</p>}
      {isFetching && <p className="dt-dim dt-small">{t('destinations.form.mapping.loading')}</p>}
      {(failed || data?.reason) && (
        <p className={css.strange}>
          {t('destinations.form.mapping.failed', {
            reason: data?.reason ? reasonText(data.reason, undefined, t) : String(failed),
          })}
        </p>
      )}
      {rows.map((row) => (
        <div key={row.key} className={css.row}>
          <Autocomplete
            size="sm"
            aria-label={t('destinations.form.mapping.far')}
            placeholder={t('destinations.form.mapping.far')}
            data={offered.map((field) => field.name)}
            renderOption={({ option }) => <FarOption name={option.value} offered={offered} />}
            value={row.far}
            onChange={(far) => change(row.key, { far: far.trim() })}
            description={offered.find((field) => field.name === row.far)?.title}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            error={isTwice(row.far) ? t('destinations.form.mapping.twice') : null}
            maxLength={200}
          />
          <TemplateInput
            aria-label={`${t('destinations.form.mapping.value')}: ${row.far}`}
            placeholder={t('destinations.form.mapping.value')}
            value={row.template}
            onChange={(template) => change(row.key, { template })}
            preview={preview}
            of={mappedKey(name, row.far)}
            compact
          />
          <ActionIcon
            size={30}
            onClick={() => write(rows.filter(({ key }) => key !== row.key))}
            aria-label={t('destinations.form.mapping.remove', { name: row.far })}
          >
            <IconX size={16} stroke={1.8} />
          </ActionIcon>
        </div>
      ))}
      {error && <p className={css.error}>{error}</p>}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
          onClick={() =>
            write([...rows, { key: Math.max(0, ...rows.map(({ key }) => key)) + 1, far: '', template: '' }])
          }
        >
          {t('destinations.form.mapping.add')}
        </Button>
      </div>
    </fieldset>
  );
}

function FarOption({ name, offered }: { name: string; offered: readonly { name: string; title: string }[] }) {
  const title = offered.find((field) => field.name === name)?.title;
  return (
    <span className={css.farOption}>
      <span>{title || name}</span>
      {title && title !== name && <code>{name}</code>}
    </span>
  );
}
