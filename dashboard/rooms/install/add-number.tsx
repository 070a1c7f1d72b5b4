// Adds a tracking number: to a pool, or bound to one source for long.
import { Button, Modal, Radio, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberCreate, Site } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { connections as connectionsQuery } from '../../api/queries.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { toE164 } from '../../words/phone.ts';
import css from './add-number.module.css';
import { NewConnection } from './new-connection.tsx';
import { EMPTY_SOURCE, SourceFields } from './source-fields.tsx';

const NEW_CONNECTION = 'new';

export function AddNumberDialog({ site, onClose }: { site: Site; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('install.numbers.add')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <AddNumberForm site={site} onDone={onClose} />
    </Modal>
  );
}

function AddNumberForm({ site, onDone }: { site: Site; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: connections } = useQuery(connectionsQuery);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [kind, setKind] = useState<'pool' | 'static'>(site.pools.length > 0 ? 'pool' : 'static');
  const [poolId, setPoolId] = useState<string | null>(site.pools[0]?.id ?? null);
  const [source, setSource] = useState(EMPTY_SOURCE);
  const [region, setRegion] = useState('');
  const e164 = toE164(typed);
  const connectionId = chosen ?? connections?.[0]?.id ?? (connections ? NEW_CONNECTION : null);
  const ready = e164 && connectionId && connectionId !== NEW_CONNECTION && (kind === 'static' || poolId);
  const add = useMutation({
    mutationFn: (number: NumberCreate) => send('POST', `/sites/${site.id}/numbers`, number),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['numbers', site.id] });
      await client.invalidateQueries({ queryKey: ['site', site.id] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const use = kind === 'pool' ? { poolId, staticSource: null } : { poolId: null, staticSource: source };
    add.mutate({ e164, connectionId, region: region.trim() || null, ...use });
  };
  return (
    <div className={css.form}>
      <form id="add-number" onSubmit={submit} className={css.form}>
        <TextInput
          label={t('install.numbers.e164')}
          description={t('install.numbers.e164Hint')}
          inputMode="tel"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={typed !== '' && !e164 ? t('install.numbers.badNumber') : null}
          required
          data-autofocus
        />
        <Radio.Group
          label={t('install.numbers.use')}
          value={kind}
          onChange={(value) => setKind(value === 'pool' ? 'pool' : 'static')}
        >
          <div className={css.uses}>
            <Radio
              value="pool"
              label={t('install.numbers.usePool')}
              description={t('install.numbers.usePoolHint')}
              disabled={site.pools.length === 0}
            />
            <Radio
              value="static"
              label={t('install.numbers.useStatic')}
              description={t('install.numbers.useStaticHint')}
            />
          </div>
        </Radio.Group>
        {kind === 'pool' && site.pools.length > 1 && (
          <Select
            label={t('install.numbers.pool')}
            data={site.pools.map((pool) => ({ value: pool.id, label: pool.name }))}
            value={poolId}
            onChange={setPoolId}
            allowDeselect={false}
          />
        )}
        {kind === 'static' && <SourceFields source={source} onChange={setSource} />}
        <TextInput
          label={t('install.numbers.region')}
          placeholder={t('install.numbers.optional')}
          value={region}
          onChange={(event) => setRegion(event.currentTarget.value)}
          maxLength={80}
        />
        <Select
          label={t('install.numbers.connection')}
          data={[
            ...(connections ?? []).map(({ id, name }) => ({ value: id, label: name })),
            { value: NEW_CONNECTION, label: t('install.numbers.newConnection') },
          ]}
          value={connectionId}
          onChange={setChosen}
          allowDeselect={false}
        />
      </form>
      {connectionId === NEW_CONNECTION && <NewConnection onMade={(connection) => setChosen(connection.id)} />}
      <SaveFailed error={add.error} />
      <Button type="submit" form="add-number" disabled={!ready} loading={add.isPending}>
        {t('action.add')}
      </Button>
    </div>
  );
}
