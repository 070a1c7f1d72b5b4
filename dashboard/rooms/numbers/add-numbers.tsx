// Adds tracking numbers, one or many pasted: what they are for, and what is known of all of them alike.
import { Button, Select, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../src/api/wire.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { connections as connectionsQuery } from '../../api/queries.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { numbersIn } from '../../words/number-lines.ts';
import { phone } from '../../words/phone.ts';
import { problemText } from '../../words/problem.ts';
import { askedParticulars, EMPTY_DRAFT, type NumberDraft } from '../number/number-draft.ts';
import { PaperFields } from '../number/paper-fields.tsx';
import { addEach, type Refused } from './add-each.ts';
import css from './add-numbers.module.css';
import { NewConnection } from './new-connection.tsx';
import { askedUse, firstUse, NumberUseFields } from './number-use.tsx';

const NEW_CONNECTION = 'new';

export function AddNumbersDialog({ site, onClose }: { site: Site; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} size={520} title={t('numbers.adding.title')}>
      <AddNumbersForm site={site} onDone={onClose} />
    </Dialog>
  );
}

function AddNumbersForm({ site, onDone }: { site: Site; onDone: () => void }) {
  const { t } = useTranslation();
  const { data: connections } = useQuery(connectionsQuery);
  const changed = useNumbersChanged(site.id);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [use, setUse] = useState(() => firstUse(site.pools));
  const [draft, setDraft] = useState<NumberDraft>({ ...EMPTY_DRAFT, currency: site.currency });
  const [done, setDone] = useState(0);
  const { e164s, bad, twice } = numbersIn(typed);
  const connectionId = chosen ?? connections?.[0]?.id ?? (connections ? NEW_CONNECTION : null);
  const ready = e164s.length > 0 && bad.length === 0 && connectionId !== null && connectionId !== NEW_CONNECTION;
  const add = useMutation({
    mutationFn: async (): Promise<Refused[]> => {
      const rest = { ...askedParticulars(draft), ...askedUse(use), connectionId: connectionId ?? '' };
      return addEach(
        site.id,
        e164s.map((e164) => ({ ...rest, e164 })),
        setDone,
      );
    },
    onSettled: changed,
    onSuccess: (refused) => {
      if (refused.length === 0) return onDone();
      // What was taken is there already: only the others are left to be mended.
      setTyped(refused.map(({ e164 }) => phone(e164)).join('\n'));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) add.mutate();
  };
  return (
    <div className={css.form}>
      <form id="add-numbers" onSubmit={submit} className={css.form}>
        <Textarea
          label={t('numbers.adding.numbers')}
          description={t('numbers.adding.numbersHint')}
          placeholder={'+7 495 123-45-67\n+7 495 123-45-68'}
          autosize
          minRows={2}
          maxRows={8}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={wrong(bad, twice, t)}
          required
          data-autofocus
        />
        <NumberUseFields value={use} pools={site.pools} onChange={setUse} />
        <Select
          label={t('number.form.connection')}
          data={[
            ...(connections ?? []).map(({ id, name }) => ({ value: id, label: name })),
            { value: NEW_CONNECTION, label: t('install.numbers.newConnection') },
          ]}
          value={connectionId}
          onChange={setChosen}
          allowDeselect={false}
        />
        <details className={css.details}>
          <summary>{t('numbers.adding.details')}</summary>
          <PaperFields draft={draft} onChange={setDraft} />
        </details>
      </form>
      {connectionId === NEW_CONNECTION && <NewConnection onMade={(connection) => setChosen(connection.id)} />}
      <RefusedNumbers refused={add.data ?? []} />
      <Button type="submit" form="add-numbers" disabled={!ready} loading={add.isPending}>
        {t('numbers.adding.submit', { count: Math.max(1, e164s.length) })}
      </Button>
      {add.isPending && e164s.length > 1 && (
        <p className="dt-dim dt-small" role="status">
          {t('numbers.adding.progress', { done, all: e164s.length })}
        </p>
      )}
    </div>
  );
}

function wrong(bad: readonly string[], twice: readonly string[], t: TFunction) {
  if (bad.length > 0) return t('numbers.adding.notUnderstood', { lines: bad.slice(0, 3).join(', ') });
  return twice.length > 0 ? t('numbers.adding.twice', { lines: twice.slice(0, 3).join(', ') }) : null;
}

function RefusedNumbers({ refused }: { refused: readonly Refused[] }) {
  const { t } = useTranslation();
  if (refused.length === 0) return null;
  return (
    <div role="alert" className={css.refused}>
      <div>{t('numbers.adding.refused')}</div>
      <ul>
        {refused.map(({ e164, problem }) => (
          <li key={e164}>
            <strong>{phone(e164)}</strong>: {problemText(problem, t)}
          </li>
        ))}
      </ul>
    </div>
  );
}
