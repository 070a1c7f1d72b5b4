// Connections to operators: how calls come in, what each can do, what came of its requests; made, edited, deleted here.
import { Skeleton } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../src/api/wire.ts';
import { connectionKinds, connections as connectionsQuery } from '../../api/queries.ts';
import { Empty, Failed } from '../../parts/states.tsx';
import { connectionsRoute } from '../../routes.tsx';
import { AddButton } from '../in-order/contracts.tsx';
import { DeletePaper } from '../in-order/delete-paper.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { ConnectionForm } from './connection-form.tsx';
import css from './connections.module.css';
import { ImportNumbers } from './import-numbers.tsx';

const EVERY_MS = 15_000; // who sets an operator up waits for its first event

export function ConnectionsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ ...connectionsQuery, refetchInterval: EVERY_MS });
  const { data: kinds = [] } = useQuery(connectionKinds);
  const { connection: asked } = connectionsRoute.useSearch();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<Connection | null>(null);
  const [importing, setImporting] = useState<Connection | null>(null);
  const edit = (connection: string | undefined) =>
    void navigate({
      to: '/numbers/connections',
      search: (now) => ({ ...now, connection }),
      replace: true,
      resetScroll: false,
    });
  const editing = data?.find(({ id }) => id === asked);
  return (
    <div className={css.page}>
      <div className={css.head}>
        <span className="dt-dim">{t('connections.lead')}</span>
        <AddButton label={t('inOrder.connections.add')} onClick={() => setAdding(true)} />
      </div>
      {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
      {!data && !error && <Skeleton h={180} radius="lg" />}
      {data?.length === 0 && (
        <Empty
          icon={<IconPlugConnected size={22} stroke={1.5} />}
          title={t('inOrder.connections.none')}
          hint={t('inOrder.connections.noneHint')}
        />
      )}
      {data?.map((connection) => (
        <ConnectionCard
          key={connection.id}
          connection={connection}
          facts={kinds.find(({ kind }) => kind === connection.kind)}
          onEdit={() => edit(connection.id)}
          onDelete={() => setDeleting(connection)}
          onImport={() => setImporting(connection)}
        />
      ))}
      {adding && <ConnectionForm connection={null} onClose={() => setAdding(false)} />}
      {editing && <ConnectionForm key={editing.id} connection={editing} onClose={() => edit(undefined)} />}
      {importing && <ImportNumbers connection={importing} onClose={() => setImporting(null)} />}
      {deleting && (
        <DeletePaper
          at={`/connections/${deleting.id}`}
          title={t('inOrder.connections.delete', { name: deleting.name })}
          hint={t('inOrder.connections.deleteHint')}
          onClose={() => setDeleting(null)}
        />
      )}
    </div>
  );
}
