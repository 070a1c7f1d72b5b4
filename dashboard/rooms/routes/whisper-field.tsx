// What the agent hears before the talk: words with places that are filled in when the call rings.
import { Switch, Textarea } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Prompt } from '../../../src/api/wire.ts';
import { useLanguage } from '../../shell/house-facts.ts';
import { languageOf } from './new-steps.ts';
import { LanguageField, SoundField } from './prompt-field.tsx';
import css from './step-form.module.css';
import { PLACES } from './step-words.ts';

interface WhisperFieldProps {
  whisper: Prompt | null;
  onChange: (whisper: Prompt | null) => void;
}

export function WhisperField({ whisper, onChange }: WhisperFieldProps) {
  const { t } = useTranslation();
  const language = languageOf(useLanguage());
  const field = useRef<HTMLTextAreaElement>(null);
  const begin = { text: t('routes.new.words.whisper'), language };
  return (
    <>
      <Switch
        label={t('routes.form.whisper')}
        checked={whisper !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? begin : null)}
      />
      {whisper && 'sound' in whisper && <SoundField sound={whisper.sound} onChange={(sound) => onChange({ sound })} />}
      {whisper && 'text' in whisper && (
        <div className={css.inside}>
          <Textarea
            ref={field}
            aria-label={t('routes.form.whisper')}
            description={t('routes.form.whisperHint')}
            inputWrapperOrder={['input', 'description']}
            value={whisper.text}
            onChange={(event) => onChange({ ...whisper, text: event.currentTarget.value })}
            autosize
            minRows={2}
            maxLength={500}
          />
          <div className={css.places}>
            <span className="dt-dim dt-small">{t('routes.form.places')}</span>
            {PLACES.map((place) => (
              <button
                key={place}
                type="button"
                className={css.place}
                onClick={() => {
                  onChange({
                    ...whisper,
                    text: putIn(whisper.text, field.current?.selectionStart ?? null, `{${place}}`),
                  });
                  field.current?.focus();
                }}
              >
                {t(`routes.form.place.${place}`)}
              </button>
            ))}
          </div>
          <LanguageField value={whisper.language} onChange={(chosen) => onChange({ ...whisper, language: chosen })} />
        </div>
      )}
    </>
  );
}

const putIn = (text: string, at: number | null, place: string) =>
  at === null ? `${text}${place}` : text.slice(0, at) + place + text.slice(at);
