// A new site: its name and address; the rest has a sensible beginning.
import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../src/api/wire.ts';
import { send } from '../api/client.ts';
import { SaveFailed } from '../parts/states.tsx';
import { originOf } from '../words/origin.ts';
import { useLanguage } from './house-facts.ts';
import css from './new-site.module.css';

export function NewSiteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('site.new')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <NewSiteForm onDone={onClose} />
    </Modal>
  );
}

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
// UTC is not among the supported ones, but is where servers and some browsers are.
const ZONES = [...new Set([HERE, ...Intl.supportedValuesOf('timeZone')])];

export function NewSiteForm({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const currency = useLanguage() === 'ru' ? 'RUB' : 'USD';
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [timeZone, setTimeZone] = useState(HERE);
  const origin = originOf(address);
  const create = useMutation({
    mutationFn: () => send<Site>('POST', '/sites', { name, timeZone, currency, origins: origin ? [origin] : [] }),
    onSuccess: async (site) => {
      await client.invalidateQueries({ queryKey: ['me'] });
      onDone?.();
      await navigate({ to: '/install', search: { site: site.publicKey } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <TextInput
        label={t('site.name')}
        description={t('site.nameHint')}
        placeholder={t('site.namePlaceholder')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        maxLength={120}
        data-autofocus
      />
      <TextInput
        label={t('site.address')}
        description={t('site.addressHint')}
        placeholder="https://shop.example"
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
        error={address !== '' && !origin ? t('site.badOrigin') : null}
        required
        inputMode="url"
      />
      <Select
        label={t('site.timeZone')}
        description={t('site.timeZoneHint')}
        data={ZONES}
        value={timeZone}
        onChange={(zone) => setTimeZone(zone ?? HERE)}
        searchable
        limit={50}
        allowDeselect={false}
      />
      <SaveFailed error={create.error} />
      <Button type="submit" disabled={!name.trim() || !origin} loading={create.isPending}>
        {t('action.create')}
      </Button>
    </form>
  );
}
