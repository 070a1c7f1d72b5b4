// Makes or edits a contact, from the list of clients or beside a call.
import { NumberInput, Select, Skeleton, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../src/api/wire.ts';
import { ApiProblem, send } from '../../api/client.ts';
import { agents as agentsQuery, contact as contactQuery, contactTags, useContactsChanged } from '../../api/team.ts';
import { Dialog, FormDialog } from '../../parts/dialog.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { minorDigits } from '../../words/money.ts';
import { toE164, phone as written } from '../../words/phone.ts';
import css from './clients.module.css';
import { askedContact, type ContactDraft, contactDraft } from './contact-draft.ts';

/** Edits who calls from this phone: what is known of them is looked up first. */
export function ContactOfPhone({ phone, onClose }: { phone: string; onClose: () => void }) {
  const { site } = useHouse();
  const { data, error, isPending, refetch } = useQuery(contactQuery(site.id, phone));
  const isNew = error instanceof ApiProblem && error.status === 404;
  if (data || isNew) return <ContactForm contact={isNew ? null : (data ?? null)} phone={phone} onClose={onClose} />;
  return (
    <Dialog onClose={onClose} title={written(phone)}>
      {isPending ? <Skeleton h={260} /> : <Failed error={error} onRetry={() => void refetch()} compact />}
    </Dialog>
  );
}

export interface ContactFormProps {
  contact: Contact | null;
  /** of a new one, where it is known */
  phone?: string;
  onClose: () => void;
}

export function ContactForm({ contact, phone, onClose }: ContactFormProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useContactsChanged(site.id);
  const [draft, setDraft] = useState(() => contactDraft(contact, site.currency));
  const [typed, setTyped] = useState('');
  const put = (change: Partial<ContactDraft>) => setDraft({ ...draft, ...change });
  const known = contact?.phone ?? phone;
  const e164 = known ?? toE164(typed);
  const save = useMutation({
    mutationFn: () =>
      send('PUT', `/sites/${site.id}/contacts/${encodeURIComponent(e164 ?? '')}`, askedContact(draft, site.currency)),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  const title = contact
    ? t('clients.edit', { name: contact.name || written(contact.phone) })
    : phone
      ? `${t('clients.addTitle')}: ${written(phone)}`
      : t('clients.addTitle');
  return (
    <FormDialog
      size={520}
      title={title}
      save={save}
      action={contact ? t('action.save') : t('action.add')}
      ready={e164 !== null}
      onClose={onClose}
    >
      {known === undefined && (
        <TextInput
          label={t('clients.phone')}
          type="tel"
          placeholder="+7 916 123-45-67"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={typed.replace(/\D/g, '').length > 9 && e164 === null ? t('clients.badPhone') : null}
          required
          data-autofocus
        />
      )}
      <Fields draft={draft} put={put} />
    </FormDialog>
  );
}

function Fields({ draft, put }: { draft: ContactDraft; put: (change: Partial<ContactDraft>) => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data: agents = [] } = useQuery(agentsQuery(site.id));
  const { data: tags = [] } = useQuery(contactTags(site.id));
  return (
    <>
      <TextInput
        label={t('clients.name')}
        value={draft.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
        maxLength={200}
      />
      <Switch
        label={t('clients.vip')}
        description={t('clients.vipHint')}
        checked={draft.vip}
        onChange={(event) => put({ vip: event.currentTarget.checked })}
      />
      <TagsInput
        label={t('clients.tags')}
        description={t('clients.tagsHint')}
        inputWrapperOrder={['label', 'input', 'description']}
        value={draft.tags}
        onChange={(chosen) => put({ tags: chosen })}
        data={tags.map(({ tag }) => tag)}
        maxTags={50}
      />
      <div className={css.two}>
        <Select
          label={t('clients.manager')}
          placeholder={t('clients.noManager')}
          value={draft.managerId}
          onChange={(managerId) => put({ managerId })}
          data={agents.map(({ id, name }) => ({ value: id, label: name }))}
          clearable
        />
        <NumberInput
          label={t('clients.value')}
          suffix={` ${site.currency}`}
          min={0}
          decimalScale={minorDigits(site.currency)}
          thousandSeparator=" "
          value={draft.units}
          onChange={(units) => put({ units: Number(units) || 0 })}
        />
      </div>
      <Textarea
        label={t('clients.note')}
        value={draft.note}
        onChange={(event) => put({ note: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
      />
    </>
  );
}
