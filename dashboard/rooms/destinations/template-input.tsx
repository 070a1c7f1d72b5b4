// A text with places, and what it comes to for the call that is shown.
import { Textarea, type TextareaProps } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { placesIn } from './draft.ts';
import css from './form.module.css';
import { PlacePicker } from './place-picker.tsx';
import { isKnownPlace } from './place-words.ts';
import type { Preview } from './use-preview.ts';

interface TemplateInputProps extends Omit<TextareaProps, 'value' | 'onChange'> {
  value: string;
  /** What stands for it when nothing is written. */
  standIn?: string | undefined;
  onChange: (value: string) => void;
  preview: Preview;
  /** Of this template, in the preview. */
  of: string;
  compact?: boolean;
}

export function TemplateInput({ value, standIn, onChange, preview, of, compact, ...input }: TemplateInputProps) {
  const { t } = useTranslation();
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (place: string) => {
    const { selectionStart = value.length, selectionEnd = value.length } = area.current ?? {};
    onChange(`${value.slice(0, selectionStart)}{${place}}${value.slice(selectionEnd)}`);
    area.current?.focus();
  };
  const now = preview.of(of);
  const strange = placesIn(value).filter((name) => !isKnownPlace(name));
  return (
    <div className={css.template}>
      <Textarea
        {...input}
        ref={area}
        autosize
        minRows={1}
        maxRows={10}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        spellCheck={false}
      />
      <div className={css.under}>
        {(value || standIn) && now !== undefined && (
          <span className={css.now}>
            {now === '' ? t('destinations.form.previewEmpty') : t('destinations.form.preview', { value: now })}
          </span>
        )}
        <PlacePicker places={preview.places} onPick={insert} compact={compact ?? false} />
      </div>
      {strange.length > 0 && (
        <span className={css.strange}>
          {t('destinations.form.place', { place: strange.map((name) => `{${name}}`).join(' ') })}
        </span>
      )}
    </div>
  );
}
