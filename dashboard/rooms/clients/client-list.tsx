// Clients line by line: name and phone, tags, manager, value, calls.
import { Button } from '@mantine/core';
import { IconCrown, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useContactsChanged } from '../../api/team.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Chipped } from '../../parts/mark.tsx';
import { useNow } from '../../parts/now.ts';
import { Tool } from '../../parts/tool.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { ago } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import { phone } from '../../words/phone.ts';
import css from './clients.module.css';
import { ContactForm } from './contact-form.tsx';

interface ClientListProps {
  contacts: readonly Contact[];
  onMore: (() => void) | null;
  loading: boolean;
}

export function ClientList({ contacts, onMore, loading }: ClientListProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<Contact | null>(null);
  const [deleting, setDeleting] = useState<Contact | null>(null);
  return (
    <>
      <ul className={css.list}>
        {contacts.map((contact) => (
          <Line
            key={contact.id}
            contact={contact}
            onEdit={() => setEditing(contact)}
            onDelete={() => setDeleting(contact)}
          />
        ))}
      </ul>
      {onMore && (
        <div className={css.moreLine}>
          <Button variant="default" loading={loading} onClick={onMore}>
            {t('action.more')}
          </Button>
        </div>
      )}
      {editing && <ContactForm contact={editing} onClose={() => setEditing(null)} />}
      {deleting && <DeleteContact contact={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}

function Line({ contact, onEdit, onDelete }: { contact: Contact; onEdit: () => void; onDelete: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { locale } = useWriting();
  const now = useNow(60_000);
  const name = contact.name || phone(contact.phone);
  return (
    <li className={css.line}>
      <div className={css.who}>
        <span className={css.name}>
          {contact.vip && <IconCrown size={15} stroke={1.8} aria-label={t('clients.vip')} />}
          <span className="dt-cut">{name}</span>
        </span>
        {contact.name && <span className="dt-dim">{phone(contact.phone)}</span>}
      </div>
      <div className={css.facts}>
        <span className={css.chips}>
          {contact.tags.map((tag) => (
            <Chipped key={tag} tone="plain">
              {tag}
            </Chipped>
          ))}
        </span>
        {contact.note && <span className={css.note}>{contact.note}</span>}
      </div>
      <div className={css.figures}>
        <span>{contact.manager?.name}</span>
        {contact.value > 0 && (
          <span className={css.value}>{money({ minor: contact.value, currency: site.currency }, locale)}</span>
        )}
      </div>
      <div className={css.calls}>
        {contact.calls > 0 && contact.lastCallAt ? (
          <Link to="/calls" search={{ q: contact.phone }}>
            {t('calls.total', { count: contact.calls })}
          </Link>
        ) : (
          <span className="dt-dim">{t('clients.never')}</span>
        )}
        {contact.lastCallAt && <span className="dt-dim">{ago(contact.lastCallAt, now, t)}</span>}
      </div>
      <div className={css.tools}>
        <Tool label={t('clients.edit', { name })} onClick={onEdit}>
          <IconPencil size={16} stroke={1.6} />
        </Tool>
        <Tool label={`${t('clients.delete')}: ${name}`} onClick={onDelete}>
          <IconTrash size={16} stroke={1.6} />
        </Tool>
      </div>
    </li>
  );
}

function DeleteContact({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useContactsChanged(site.id);
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/sites/${site.id}/contacts/${encodeURIComponent(contact.phone)}`),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Confirm
      title={t('clients.deleteTitle', { name: contact.name || phone(contact.phone) })}
      hint={t('clients.deleteHint')}
      action={t('action.delete')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
