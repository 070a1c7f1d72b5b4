// What somebody hears: words the computer speaks, a sound, or the house's own words; to be listened to at once.
import { Button, SegmentedControl, Select, Textarea } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Prompt } from '../../../src/api/wire.ts';
import { speak } from '../../api/routes.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse, useLanguage } from '../../shell/house-facts.ts';
import { AddSound } from '../sounds/add-sound.tsx';
import { useListening } from '../sounds/listening.ts';
import { useEditing } from './editing.ts';
import { languageOf } from './new-steps.ts';
import css from './step-form.module.css';

interface PromptFieldProps {
  prompt: Prompt | null;
  /** The house has words of its own for this. */
  own?: 'notice' | 'voicemail' | 'call-back';
  onChange: (prompt: Prompt | null) => void;
}

export function PromptField({ prompt, own, onChange }: PromptFieldProps) {
  const { t } = useTranslation();
  const { choices } = useEditing();
  const language = languageOf(useLanguage());
  const kind = prompt === null ? 'own' : 'text' in prompt ? 'text' : 'sound';
  const kinds = [...(own ? (['own'] as const) : []), 'text' as const, 'sound' as const];
  const choose = (chosen: string) => {
    if (chosen === kind) return;
    if (chosen === 'own') onChange(null);
    else if (chosen === 'text') onChange({ text: '', language });
    else onChange({ sound: choices.sounds[0]?.id ?? '' });
  };
  return (
    <fieldset className={css.group}>
      <legend>{t('routes.form.prompt')}</legend>
      <SegmentedControl
        fullWidth
        value={kind}
        onChange={choose}
        data={kinds.map((value) => ({ value, label: t(`routes.form.promptIs.${value}`) }))}
      />
      {prompt === null && own && <p className="dt-dim dt-small">{t(`routes.form.ownHint.${own}`)}</p>}
      {prompt && 'text' in prompt && <WordsField prompt={prompt} onChange={onChange} />}
      {prompt && 'sound' in prompt && <SoundField sound={prompt.sound} onChange={(sound) => onChange({ sound })} />}
    </fieldset>
  );
}

export type Spoken = Extract<Prompt, { text: string }>;

function WordsField({ prompt, onChange }: { prompt: Spoken; onChange: (prompt: Spoken) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Textarea
        aria-label={t('routes.form.words')}
        description={t('routes.form.wordsHint')}
        inputWrapperOrder={['input', 'description']}
        value={prompt.text}
        onChange={(event) => onChange({ ...prompt, text: event.currentTarget.value })}
        autosize
        minRows={2}
        maxLength={1000}
      />
      <div className={css.row}>
        <LanguageField value={prompt.language} onChange={(language) => onChange({ ...prompt, language })} />
        <Hear prompt={prompt} />
      </div>
    </>
  );
}

const LANGUAGES = ['ru', 'en'] as const;

export function LanguageField({ value, onChange }: { value: 'ru' | 'en'; onChange: (language: 'ru' | 'en') => void }) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t('routes.form.language')}
      className={css.grow ?? ''}
      data={LANGUAGES.map((one) => ({ value: one, label: t(`routes.form.languages.${one}`) }))}
      value={value}
      onChange={(chosen) => onChange(LANGUAGES.find((one) => one === chosen) ?? 'ru')}
      allowDeselect={false}
    />
  );
}

/** Speaks the words at once. */
export function Hear({ prompt }: { prompt: Spoken }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const listening = useListening();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const hear = async () => {
    setBusy(true);
    setError(null);
    await speak(site.id, prompt.text, prompt.language).then(({ id }) => listening.toggle(id), setError);
    setBusy(false);
  };
  const on = listening.soundId !== null;
  return (
    <>
      <Button
        variant="default"
        loading={busy}
        disabled={!prompt.text.trim()}
        leftSection={on ? <IconPlayerStop size={15} stroke={1.7} /> : <IconPlayerPlay size={15} stroke={1.7} />}
        onClick={on ? listening.stop : () => void hear()}
      >
        {t(on ? 'routes.form.stop' : 'routes.form.hear')}
      </Button>
      <SaveFailed error={error} />
    </>
  );
}

export function SoundField({ sound, onChange }: { sound: string; onChange: (sound: string) => void }) {
  const { t } = useTranslation();
  const { choices } = useEditing();
  const listening = useListening();
  const [adding, setAdding] = useState(false);
  const isThere = choices.names.sound(sound) !== undefined;
  const on = listening.soundId === sound;
  return (
    <>
      <div className={css.row}>
        <Select
          aria-label={t('routes.form.sound')}
          className={css.grow ?? ''}
          placeholder={t(choices.sounds.length === 0 ? 'routes.form.noSounds' : 'routes.form.sound')}
          data={choices.sounds.map(({ id, name }) => ({ value: id, label: name }))}
          value={isThere ? sound : null}
          onChange={(chosen) => chosen && onChange(chosen)}
          allowDeselect={false}
        />
        {isThere && (
          <Button
            variant="default"
            leftSection={on ? <IconPlayerStop size={15} stroke={1.7} /> : <IconPlayerPlay size={15} stroke={1.7} />}
            onClick={() => listening.toggle(sound)}
          >
            {t(on ? 'routes.form.stop' : 'routes.form.hear')}
          </Button>
        )}
      </div>
      <Button
        size="xs"
        variant="default"
        className={css.adding ?? ''}
        leftSection={<IconUpload size={14} stroke={1.7} aria-hidden />}
        onClick={() => setAdding(true)}
      >
        {t('routes.form.addSound')}
      </Button>
      {adding && <AddSound onClose={() => setAdding(false)} onAdded={({ id }) => onChange(id)} />}
    </>
  );
}
