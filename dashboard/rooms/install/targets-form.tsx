// Edits the targets as a whole: order, names, addresses, ring times; saved in one go.
import { ActionIcon, Button, NumberInput, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { type Draft, draftsOf, isSip, moved, newDraft, putOf, RING_SECONDS } from './target-drafts.ts';
import css from './targets-form.module.css';

const MOST_TARGETS = 20;

export function TargetsForm({ site, onDone }: { site: Site; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [drafts, setDrafts] = useState<Draft[]>(() => draftsOf(site.targets));
  const save = useMutation({
    mutationFn: () => send('PUT', `/sites/${site.id}/targets`, putOf(drafts)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['site', site.id] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const put = (index: number, change: Partial<Draft>) =>
    setDrafts(drafts.map((draft, at) => (at === index ? { ...draft, ...change } : draft)));
  return (
    <form onSubmit={submit} className={css.form}>
      {drafts.map((draft, index) => (
        <DraftFields
          key={draft.key}
          draft={draft}
          onChange={(change) => put(index, change)}
          onUp={index > 0 ? () => setDrafts(moved(drafts, index, -1)) : null}
          onDown={index < drafts.length - 1 ? () => setDrafts(moved(drafts, index, 1)) : null}
          onRemove={drafts.length > 1 ? () => setDrafts(drafts.toSpliced(index, 1)) : null}
        />
      ))}
      <button
        type="button"
        className={css.add}
        disabled={drafts.length >= MOST_TARGETS}
        onClick={() => setDrafts([...drafts, newDraft()])}
      >
        <IconPlus size={14} stroke={1.8} aria-hidden /> {t('install.targets.add')}
      </button>
      <SaveFailed error={save.error} />
      <div className={css.buttons}>
        <Button
          type="submit"
          loading={save.isPending}
          disabled={drafts.some((draft) => !draft.name.trim() || !isSip(draft.sipUri))}
        >
          {t('action.save')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onDone}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  );
}

interface DraftFieldsProps {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onRemove: (() => void) | null;
}

function DraftFields({ draft, onChange, onUp, onDown, onRemove }: DraftFieldsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={css.draft}>
      <TextInput
        label={t('install.targets.name')}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        required
        maxLength={120}
      />
      <TextInput
        label={t('install.targets.sip')}
        placeholder={draft.sipUri === null ? t('team.phoneAtAgent') : 'sip:manager@192.0.2.10:5060'}
        value={draft.sipUri ?? ''}
        disabled={draft.sipUri === null}
        onChange={(event) => onChange({ sipUri: event.currentTarget.value.trim() })}
        error={draft.sipUri !== '' && !isSip(draft.sipUri) ? t('install.targets.badSip') : null}
        required={draft.sipUri !== null}
      />
      <NumberInput
        label={t('install.targets.ring')}
        suffix={` ${t('install.targets.seconds')}`}
        min={RING_SECONDS.least}
        max={RING_SECONDS.most}
        value={draft.ringSeconds}
        onChange={(value) => onChange({ ringSeconds: Number(value) || RING_SECONDS.usual })}
      />
      <div className={css.tools}>
        <Tool label={t('install.targets.up')} onClick={onUp}>
          <IconArrowUp size={16} stroke={1.7} />
        </Tool>
        <Tool label={t('install.targets.down')} onClick={onDown}>
          <IconArrowDown size={16} stroke={1.7} />
        </Tool>
        <Tool label={t('action.remove')} onClick={onRemove}>
          <IconTrash size={16} stroke={1.6} />
        </Tool>
      </div>
    </fieldset>
  );
}

function Tool({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: (() => void) | null;
  children: React.ReactNode;
}) {
  return (
    <ActionIcon size={28} onClick={onClick ?? undefined} disabled={!onClick} aria-label={label} title={label}>
      {children}
    </ActionIcon>
  );
}
