// Everything that can be connected, by group, found by name.
import { TextInput } from '@mantine/core';
import { IconSearch, IconSearchOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../parts/room.tsx';
import { Empty } from '../../parts/states.tsx';
import css from './destinations.module.css';
import { KindIcon } from './kind-icon.tsx';
import type { Kind } from './use-kinds.ts';

const GROUPS = ['crm', 'analytics', 'ads', 'people', 'webhooks', 'arbitrage', 'files'] as const;

/** `isFirst`: nothing is connected yet. */
export function Gallery({ kinds, isFirst }: { kinds: readonly Kind[]; isFirst: boolean }) {
  const { t } = useTranslation();
  const [sought, setSought] = useState('');
  const found = kinds.filter((kind) => isFound(kind, sought));
  return (
    <Panel
      id="gallery"
      title={t(isFirst ? 'destinations.galleryFirst' : 'destinations.gallery')}
      aside={
        <TextInput
          type="search"
          size="xs"
          className={css.search ?? ''}
          aria-label={t('destinations.search')}
          placeholder={t('destinations.search')}
          leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
          maxLength={60}
        />
      }
    >
      <div className={css.gallery}>
        {found.length === 0 && (
          <Empty compact icon={<IconSearchOff size={22} stroke={1.5} />} title={t('destinations.noneFound')} />
        )}
        {GROUPS.map((group) => (
          <Group key={group} group={group} kinds={found.filter((kind) => kind.group === group)} />
        ))}
      </div>
    </Panel>
  );
}

function Group({ group, kinds }: { group: (typeof GROUPS)[number]; kinds: readonly Kind[] }) {
  const { t, i18n } = useTranslation();
  if (kinds.length === 0) return null;
  const inOrder = kinds.toSorted((a, b) => a.words.name.localeCompare(b.words.name, i18n.language));
  return (
    <section aria-labelledby={`group-${group}`}>
      <h3 className={css.groupTitle} id={`group-${group}`}>
        {t(`destinations.group.${group}`)}
      </h3>
      <ul className={css.cards}>
        {inOrder.map(({ kind, words }) => (
          <li key={kind}>
            <Link to="/destinations/new" search={{ kind }} className={css.card ?? ''}>
              <KindIcon group={group} />
              <span>
                <strong>{words.name}</strong>
                <span className={css.about}>{words.about}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function isFound({ kind, words }: Kind, sought: string): boolean {
  const text = `${kind} ${words.name} ${words.about}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
