// Who the caller is, if the business knows them: name, VIP, tags, manager; changed in place.
import { IconAddressBook, IconCrown, IconPencil, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../../src/api/wire.ts';
import { Chipped } from '../../parts/mark.tsx';
import { Tool } from '../../parts/tool.tsx';
import css from './caller-contact.module.css';
import { ContactOfPhone } from './contact-form.tsx';

type Known = NonNullable<CallRow['contact']>;

/** The words alone, for inside of a link. */
export function ContactWords({ contact }: { contact: Known }) {
  const { t } = useTranslation();
  return (
    <span className={css.words}>
      {contact.vip && (
        <Chipped tone="wait" icon={IconCrown}>
          {t('clients.vip')}
        </Chipped>
      )}
      {contact.name && <strong>{contact.name}</strong>}
      {contact.tags.map((tag) => (
        <Chipped key={tag} tone="plain">
          {tag}
        </Chipped>
      ))}
      {contact.manager && (
        <span className="dt-dim">
          {t('clients.manager')}: {contact.manager.name}
        </span>
      )}
    </span>
  );
}

/** A tool that edits the caller's contact, or makes one. Nothing where the number is withheld. */
export function EditContact({ call }: { call: Pick<CallRow, 'caller' | 'contact'> }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  if (!call.caller) return null;
  return (
    <>
      <Tool label={t(call.contact ? 'clients.editThis' : 'clients.addThis')} onClick={() => setEditing(true)}>
        {call.contact ? <IconPencil size={16} stroke={1.6} /> : <IconUserPlus size={16} stroke={1.6} />}
      </Tool>
      {editing && <ContactOfPhone phone={call.caller} onClose={() => setEditing(false)} />}
    </>
  );
}

/** A line on the card of a call. */
export function CallerContact({ call }: { call: Pick<CallRow, 'caller' | 'contact'> }) {
  const { t } = useTranslation();
  if (!call.caller) return null;
  return (
    <div className={css.line}>
      <IconAddressBook size={16} stroke={1.7} aria-hidden />
      {call.contact ? <ContactWords contact={call.contact} /> : <span className="dt-dim">{t('clients.unknown')}</span>}
      <EditContact call={call} />
    </div>
  );
}
