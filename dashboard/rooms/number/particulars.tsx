// Edits what is known of a number: connection, contract, range, kind, region, cost, note.
import { Button, Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site, TrackingNumber } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { connections as connectionsQuery } from '../../api/queries.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { askedParticulars, draftOf, isCurrency } from './number-draft.ts';
import { PaperFields } from './paper-fields.tsx';
import css from './particulars.module.css';

export function Particulars({ number, site }: { number: TrackingNumber; site: Site }) {
  const { t } = useTranslation();
  const { data: connections } = useQuery(connectionsQuery);
  const changed = useNumbersChanged(site.id);
  const [draft, setDraft] = useState(() => draftOf(number, site.currency));
  const [connectionId, setConnectionId] = useState<string | null>(number.connection.id);
  const asked = { ...askedParticulars(draft), ...(connectionId ? { connectionId } : {}) };
  const kept = { ...askedParticulars(draftOf(number, site.currency)), connectionId: number.connection.id };
  const same = JSON.stringify(asked) === JSON.stringify(kept);
  const save = useMutation({
    mutationFn: () => send('PATCH', `/sites/${site.id}/numbers/${number.id}`, asked),
    onSuccess: changed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <PaperFields draft={draft} onChange={setDraft}>
        <Select
          label={t('number.form.connection')}
          data={(connections ?? [number.connection]).map(({ id, name }) => ({ value: id, label: name }))}
          value={connectionId}
          onChange={setConnectionId}
          allowDeselect={false}
        />
      </PaperFields>
      <SaveFailed error={save.error} />
      <div className={css.buttons}>
        <Button type="submit" disabled={same || !isCurrency(draft.currency)} loading={save.isPending}>
          {t('action.save')}
        </Button>
        {save.isSuccess && same && (
          <span className={css.saved} role="status">
            {t('number.form.saved')}
          </span>
        )}
      </div>
    </form>
  );
}
