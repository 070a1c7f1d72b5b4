// What the agent hears before the talk: words with places that are filled in when the call rings, and an example of it.
import { Switch, Textarea } from '@mantine/core';
import { type KeyboardEvent, type RefObject, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Prompt } from '../../../src/api/wire.ts';
import { useLanguage } from '../../shell/house-facts.ts';
import { languageOf } from './new-steps.ts';
import { Hear, LanguageField, SoundField, type Spoken } from './prompt-field.tsx';
import css from './whisper-field.module.css';
import {
  exampleOf,
  keptWords,
  outOfPlaces,
  PLACES,
  type Place,
  placesOf,
  shownWords,
  typedPlace,
} from './whisper-words.ts';

interface WhisperFieldProps {
  whisper: Prompt | null;
  onChange: (whisper: Prompt | null) => void;
}

export function WhisperField({ whisper, onChange }: WhisperFieldProps) {
  const { t } = useTranslation();
  const language = languageOf(useLanguage());
  const begin = { text: t('routes.new.words.whisper'), language };
  return (
    <>
      <Switch
        label={t('routes.form.whisper')}
        checked={whisper !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? begin : null)}
      />
      {whisper && 'sound' in whisper && <SoundField sound={whisper.sound} onChange={(sound) => onChange({ sound })} />}
      {whisper && 'text' in whisper && <WordsWithPlaces whisper={whisper} onChange={onChange} />}
    </>
  );
}

function WordsWithPlaces({ whisper, onChange }: { whisper: Spoken; onChange: (whisper: Spoken) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  const put = (shown: string) => onChange({ ...whisper, text: keptWords(shown, t) });
  const putIn = (place: Place) => {
    const to = field.current;
    if (!to) return;
    const { value, selectionStart, selectionEnd } = to;
    to.setRangeText(typedPlace(value, selectionStart, place, t), selectionStart, selectionEnd, 'end');
    put(to.value);
    to.focus();
  };
  const example = exampleOf(whisper.text, whisper.language);
  return (
    <div className={css.whisper}>
      <Words shown={shownWords(whisper.text, t)} field={field} hintId={hintId} onChange={put} />
      <p id={hintId} className="dt-dim dt-small">
        {t('routes.form.whisperHint')}
      </p>
      <div className={css.places}>
        <span className="dt-dim dt-small">{t('routes.form.places')}</span>
        {PLACES.map((place) => (
          <button key={place} type="button" className={css.place} onClick={() => putIn(place)}>
            {t(`routes.form.place.${place}`)}
          </button>
        ))}
      </div>
      {example && (
        <p className={css.example}>
          <span className="dt-dim">{t('routes.form.whisperExample')}</span> {t('routes.says.words', { words: example })}
        </p>
      )}
      <div className={css.row}>
        <LanguageField value={whisper.language} onChange={(language) => onChange({ ...whisper, language })} />
        <Hear prompt={{ text: example, language: whisper.language }} />
      </div>
    </div>
  );
}

interface WordsProps {
  shown: string;
  field: RefObject<HTMLTextAreaElement | null>;
  hintId: string;
  onChange: (shown: string) => void;
}

// A place is one thing: the caret passes it in one step, and one press takes it away.
function Words({ shown, field, hintId, onChange }: WordsProps) {
  const { t } = useTranslation();
  const caret = useRef(0);
  const places = placesOf(shown, t);
  const stayOut = ({ currentTarget: words }: { currentTarget: HTMLTextAreaElement }) => {
    const { selectionStart: at, selectionEnd } = words;
    if (at !== selectionEnd) return;
    caret.current = outOfPlaces(places, at, caret.current);
    if (caret.current !== at) words.setSelectionRange(caret.current, caret.current);
  };
  const takeWhole = ({ key, currentTarget: words }: KeyboardEvent<HTMLTextAreaElement>) => {
    const { selectionStart: at, selectionEnd } = words;
    if (at !== selectionEnd) return;
    const beside = places.find(({ from, to }) => (key === 'Backspace' ? to === at : key === 'Delete' && from === at));
    if (beside) words.setSelectionRange(beside.from, beside.to); // the press then takes away what is selected
  };
  return (
    <div className={css.words}>
      <div className={css.behind} aria-hidden>
        {piecesOf(shown, places).map(({ text, key, isPlace }) =>
          isPlace ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>,
        )}
      </div>
      <Textarea
        ref={field}
        aria-label={t('routes.form.whisper')}
        aria-describedby={hintId}
        classNames={{ input: css.input ?? '' }}
        value={shown}
        onChange={(event) => onChange(event.currentTarget.value)}
        onSelect={stayOut}
        onKeyDown={takeWhole}
        autosize
        minRows={2}
        maxLength={500}
      />
    </div>
  );
}

function piecesOf(shown: string, places: ReturnType<typeof placesOf>) {
  const ends = [0, ...places.flatMap(({ from, to }) => [from, to]), shown.length];
  return ends
    .slice(1)
    .map((to, at) => ({ text: shown.slice(ends[at], to), key: at, isPlace: at % 2 === 1 }))
    .filter(({ text }) => text !== '');
}
