// The form of a destination, made from what its kind declares: access and settings, what it is told of, of which calls.
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Destination, EventType, FieldFault } from '../../../src/api/wire.ts';
import { ApiProblem, send } from '../../api/client.ts';
import { useDestinationsChanged } from '../../api/destinations.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { CallChoice } from './call-choice.tsx';
import { askedDestination, type Draft, draftOf, entersBySignIn, type Fault, faultsOf, isAsked } from './draft.ts';
import { EventFields } from './event-fields.tsx';
import { FilterFields } from './filter-fields.tsx';
import css from './form.module.css';
import { SettingField } from './setting-field.tsx';
import type { Kind } from './use-kinds.ts';
import { usePreview } from './use-preview.ts';

interface DestinationFormProps {
  kind: Kind;
  /** Null: it is to be connected. */
  destination: Destination | null;
  onSaved: (saved: Destination) => void;
}

export function DestinationForm({ kind, destination, onSaved }: DestinationFormProps) {
  const { t } = useTranslation();
  const start = useMemo(() => draftOf(kind, destination, kind.words.name), [kind, destination]);
  const [draft, setDraft] = useState(start);
  const [isTried, setTried] = useState(false);
  const put = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const save = useSave({ kind, destination, draft }, (saved) => {
    setTried(false);
    setDraft(draftOf(kind, saved, saved.name));
    onSaved(saved);
  });
  const faults = faultsOf(kind.fields, draft, destination?.secretsSet ?? []);
  const errorOf = useErrors({ kind, draft, faults, isTried, refused: save.error, sent: save.variables });
  const signsIn = entersBySignIn(kind, draft.settings);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(start);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.size > 0) showFirstFault(event.currentTarget as HTMLFormElement);
    else if (draft.events.length > 0 || kind.takes.length === 0) save.mutate(draft);
  };
  return (
    <form onSubmit={submit} className={css.form} noValidate>
      <TextInput
        label={t('destinations.form.name')}
        description={t('destinations.form.nameHint')}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        value={draft.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
        maxLength={120}
      />
      <Settings {...{ kind, destination, draft, put, errorOf }} />
      {kind.takes.length > 0 && (
        <EventFields takes={kind.takes} chosen={draft.events} onChange={(events) => put({ events })} />
      )}
      {kind.takes.some(isOfCall) && <FilterFields filter={draft.filter} onChange={(filter) => put({ filter })} />}
      {save.error && !(save.error instanceof ApiProblem && save.error.fields.length > 0) && (
        <SaveFailed error={save.error} />
      )}
      <SaveLine signsIn={signsIn} isNew={!destination} isFaulty={isTried && faults.size > 0}>
        <Button type="submit" loading={save.isPending} disabled={Boolean(destination) && !isChanged}>
          {t(actionOf(signsIn, destination))}
        </Button>
        {save.isSuccess && !isChanged && (
          <span className="dt-dim" role="status">
            {t('action.saved')}
          </span>
        )}
      </SaveLine>
    </form>
  );
}

// Filters are about calls.
const isOfCall = (type: EventType) => /^(call|deal|call-back)\./.test(type);

/** Once the faults are drawn. */
const showFirstFault = (form: HTMLFormElement) =>
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());

const actionOf = (signsIn: boolean, destination: Destination | null) => {
  if (destination) return 'destinations.form.save';
  return signsIn ? 'destinations.form.saveAndSignIn' : 'destinations.form.connectNow';
};

interface SaveLineProps {
  signsIn: boolean;
  isNew: boolean;
  isFaulty: boolean;
  children: React.ReactNode;
}

function SaveLine({ signsIn, isNew, isFaulty, children }: SaveLineProps) {
  const { t } = useTranslation();
  return (
    <div className={css.save}>
      {children}
      {isFaulty && <span className={css.error}>{t('destinations.form.marked')}</span>}
      {isNew && !isFaulty && (
        <span className="dt-dim dt-small">
          {t(signsIn ? 'destinations.signInHint' : 'destinations.form.afterConnect')}
        </span>
      )}
    </div>
  );
}

interface SettingsProps {
  kind: Kind;
  destination: Destination | null;
  draft: Draft;
  put: (change: Partial<Draft>) => void;
  errorOf: (name: string) => string | null;
}

function Settings({ kind, destination, draft, put, errorOf }: SettingsProps) {
  const { t } = useTranslation();
  const [call, setCall] = useState<string>();
  const preview = usePreview(kind.fields, draft.settings, call);
  const asked = kind.fields.filter((field) => isAsked(field, kind.fields, draft.settings));
  const hasTemplates = asked.some((field) => field.kind === 'template' || field.kind === 'mapping');
  const kept = (name: string) => (destination?.secretsSet ?? []).includes(name);
  if (asked.length === 0) return null;
  return (
    <fieldset className={css.group}>
      <legend>{t('destinations.form.account')}</legend>
      {hasTemplates && (
        <div className={css.call}>
          {preview.isWithoutCall ? (
            t('destinations.form.noCall')
          ) : (
            <>
              {t('destinations.form.previewOf')}
              <CallChoice call={call} onChange={setCall} label={t('destinations.form.previewOf')} isLabelBeside />
            </>
          )}
        </div>
      )}
      {asked.map((field) => (
        <SettingField
          key={field.name}
          field={field}
          words={kind.words}
          settings={draft.settings}
          error={errorOf(field.name)}
          preview={preview}
          isKept={kept(field.name) && !draft.forget.includes(field.name)}
          isForgotten={draft.forget.includes(field.name)}
          asks={kind.listsFields ? (destination?.id ?? null) : undefined}
          onChange={(value) => put({ settings: { ...draft.settings, [field.name]: value } })}
          onForget={(forget) =>
            put({
              forget: forget ? [...draft.forget, field.name] : draft.forget.filter((name) => name !== field.name),
              settings: { ...draft.settings, [field.name]: '' },
            })
          }
        />
      ))}
    </fieldset>
  );
}

type Saving = { kind: Kind; destination: Destination | null };

function useSave({ kind, destination, draft }: Saving & { draft: Draft }, onSaved: (saved: Destination) => void) {
  const { site } = useHouse();
  const changed = useDestinationsChanged();
  return useMutation({
    mutationFn: ({ forget }: Draft) => {
      const said = askedDestination(kind.fields, draft);
      return destination
        ? send<Destination>('PATCH', `/destinations/${destination.id}`, { ...said, forget })
        : send<Destination>('POST', `/sites/${site.id}/destinations`, { ...said, kind: kind.kind });
    },
    onSuccess: async (saved) => {
      await changed();
      onSaved(saved);
    },
  });
}

interface Faulty {
  kind: Kind;
  draft: Draft;
  faults: ReadonlyMap<string, Fault>;
  /** Somebody has pressed the button. */
  isTried: boolean;
  refused: unknown;
  /** What the server has refused. */
  sent: Draft | undefined;
}

/** What is wrong with a field, in words: as it is written, or as the server has found it. */
function useErrors({ kind, draft, faults, isTried, refused, sent }: Faulty): (name: string) => string | null {
  const { t } = useTranslation();
  return (name) => {
    const fault = faults.get(name);
    const example = kind.fields.find((field) => field.name === name)?.example ?? '';
    if (fault && (isTried || fault !== 'missing')) return t(`destinations.form.${faultWords[fault]}`, { example });
    const said = refused instanceof ApiProblem ? refused.fields.find((one) => one.name === name) : undefined;
    const isSame = sent && sent.settings[name] === draft.settings[name];
    return said && isSame ? t('destinations.form.serverSays', { fault: faultWordsOf(said, kind) }) : null;
  };
}

/** In the kind's own words, where it has some. */
function faultWordsOf({ fault, code = '', line, what = '' }: FieldFault, { words }: Kind): string {
  const said = words.faults?.[code];
  return said?.replace('{{line}}', `${line}`).replace('{{what}}', () => what) ?? fault;
}

const faultWords = {
  missing: 'missing',
  pattern: 'pattern',
  url: 'url',
  number: 'number',
  twice: 'mapping.twice',
} as const;
