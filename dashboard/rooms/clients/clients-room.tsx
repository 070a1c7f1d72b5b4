// Clients: whom the business knows by phone; found by name, phone or tag, filled by hand, by a file or by a CRM.
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAddressBook, IconDownload, IconPlus, IconSearch, IconSearchOff, IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agents as agentsQuery, contactsCsvUrl, contacts as contactsQuery, contactTags } from '../../api/team.ts';
import { ChoiceChip, ToggleChip } from '../../parts/chips.tsx';
import { Panel, RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { type ClientSearch, clientsRoute } from '../../routes.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { ClientList } from './client-list.tsx';
import css from './clients.module.css';
import { ContactForm } from './contact-form.tsx';
import { ImportClients } from './import-clients.tsx';

const SEARCH_PAUSE_MS = 250;

export function ClientsRoom() {
  const { t } = useTranslation();
  const { site } = useHouse();
  useRoomTitle(t('clients.title'));
  const [open, setOpen] = useState<'new' | 'import' | null>(null);
  return (
    <>
      <RoomHead title={t('clients.title')} note={t('clients.lead')}>
        <Button
          component="a"
          href={contactsCsvUrl(site.id)}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} stroke={1.8} aria-hidden />}
        >
          {t('clients.export')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUpload size={14} stroke={1.8} aria-hidden />}
          onClick={() => setOpen('import')}
        >
          {t('clients.import')}
        </Button>
        <Button size="xs" leftSection={<IconPlus size={14} stroke={2} aria-hidden />} onClick={() => setOpen('new')}>
          {t('clients.add')}
        </Button>
      </RoomHead>
      <Clients onAdd={() => setOpen('new')} />
      {open === 'new' && <ContactForm contact={null} onClose={() => setOpen(null)} />}
      {open === 'import' && <ImportClients onClose={() => setOpen(null)} />}
    </>
  );
}

function useSetSearch() {
  const navigate = useNavigate();
  return (change: ClientSearch) =>
    void navigate({ to: '/clients', search: (now) => ({ ...now, ...change }), replace: true, resetScroll: false });
}

function Clients({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const search = clientsRoute.useSearch();
  const set = useSetSearch();
  const { q, tag, manager } = search;
  const filter = { q, tag, manager, vip: search.vip ? (true as const) : undefined };
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    contactsQuery(site.id, filter),
  );
  const isFiltered = Object.values(filter).some((word) => word !== undefined);
  if (isPending) return <Skeleton h={360} radius="lg" />;
  if (!data) return <Failed error={error} onRetry={() => void refetch()} />;
  const contacts = data.pages.flatMap(({ items }) => items);
  const total = data.pages[0]?.total ?? 0;
  if (total === 0 && !isFiltered) return <NoClients onAdd={onAdd} />;
  return (
    <>
      <Filters />
      {total === 0 ? (
        <Panel>
          <Empty icon={<IconSearchOff size={22} stroke={1.5} />} title={t('clients.noneFound')}>
            <Button
              variant="default"
              onClick={() => set({ q: undefined, vip: undefined, tag: undefined, manager: undefined })}
            >
              {t('clients.clear')}
            </Button>
          </Empty>
        </Panel>
      ) : (
        <Panel id="clients" title={t('clients.total', { count: total })}>
          <ClientList
            contacts={contacts}
            onMore={hasNextPage ? () => void fetchNextPage() : null}
            loading={isFetchingNextPage}
          />
        </Panel>
      )}
    </>
  );
}

function Filters() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const search = clientsRoute.useSearch();
  const set = useSetSearch();
  const [q, setQ] = useState(search.q ?? '');
  const { data: tags = [] } = useQuery(contactTags(site.id));
  const { data: agents = [] } = useQuery(agentsQuery(site.id));
  const find = useDebouncedCallback((words: string) => set({ q: words.trim() || undefined }), SEARCH_PAUSE_MS);
  return (
    <div className={css.filters}>
      <TextInput
        className={css.search ?? ''}
        aria-label={t('clients.search')}
        placeholder={t('clients.search')}
        leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
        value={q}
        onChange={(event) => {
          setQ(event.currentTarget.value);
          find(event.currentTarget.value);
        }}
        maxLength={80}
      />
      <ToggleChip
        label={t('clients.vip')}
        on={search.vip === '1'}
        onChange={(on) => set({ vip: on ? '1' : undefined })}
      />
      {(tags.length > 0 || search.tag) && (
        <ChoiceChip
          label={t('clients.tags')}
          value={search.tag}
          options={tags.map(({ tag }) => ({ value: tag, label: tag }))}
          onChange={(tag) => set({ tag })}
        />
      )}
      {(agents.length > 0 || search.manager) && (
        <ChoiceChip
          label={t('clients.manager')}
          value={search.manager}
          options={agents.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(manager) => set({ manager })}
        />
      )}
    </div>
  );
}

function NoClients({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty icon={<IconAddressBook size={22} stroke={1.5} />} title={t('clients.none')} hint={t('clients.noneHint')}>
        <Button onClick={onAdd}>{t('clients.add')}</Button>
      </Empty>
    </Panel>
  );
}
