// Connections to operators: how calls come in, how test calls go out; made, edited and deleted here.
import { Skeleton } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../src/api/wire.ts';
import { connections as connectionsQuery } from '../../api/queries.ts';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { inOrderRoute } from '../../routes.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { AddButton, LineTools } from './contracts.tsx';
import { DeletePaper } from './delete-paper.tsx';
import css from './lists.module.css';

export function Connections() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(connectionsQuery);
  const { connection: asked } = inOrderRoute.useSearch();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<Connection | null>(null);
  const edit = (connection: string | undefined) =>
    void navigate({
      to: '/numbers/in-order',
      search: (now) => ({ ...now, connection }),
      replace: true,
      resetScroll: false,
    });
  const editing = data?.find(({ id }) => id === asked);
  return (
    <Panel
      id="connections"
      title={t('inOrder.connections.title')}
      hint={t('inOrder.connections.hint')}
      aside={<AddButton label={t('inOrder.connections.add')} onClick={() => setAdding(true)} />}
    >
      {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
      {!data && !error && <Skeleton h={90} m={16} />}
      {data?.length === 0 && (
        <Empty
          compact
          icon={<IconPlugConnected size={22} stroke={1.5} />}
          title={t('inOrder.connections.none')}
          hint={t('inOrder.connections.noneHint')}
        />
      )}
      <ul className={css.list}>
        {data?.map((connection) => (
          <ConnectionLine
            key={connection.id}
            connection={connection}
            onEdit={() => edit(connection.id)}
            onDelete={() => setDeleting(connection)}
          />
        ))}
      </ul>
      {adding && <ConnectionForm connection={null} onClose={() => setAdding(false)} />}
      {editing && <ConnectionForm key={editing.id} connection={editing} onClose={() => edit(undefined)} />}
      {deleting && (
        <DeletePaper
          at={`/connections/${deleting.id}`}
          title={t('inOrder.connections.delete', { name: deleting.name })}
          hint={t('inOrder.connections.deleteHint')}
          onClose={() => setDeleting(null)}
        />
      )}
    </Panel>
  );
}

interface ConnectionLineProps {
  connection: Connection;
  onEdit: () => void;
  onDelete: () => void;
}

function ConnectionLine({ connection, onEdit, onDelete }: ConnectionLineProps) {
  const { t } = useTranslation();
  const { outboundUri, checkCaller, checksPerDay } = connection;
  const checks =
    outboundUri && checkCaller && checksPerDay > 0
      ? t('inOrder.connections.checksOn', {
          from: connection.checkFromHour,
          to: connection.checkToHour,
          days: connection.checkEveryDays,
          perDay: checksPerDay,
        })
      : t('inOrder.connections.checksOff');
  return (
    <li className={css.line}>
      <div className={css.facts}>
        <span className={css.name}>{connection.name}</span>
        <span className="dt-dim">{t('inOrder.connections.numbers', { count: connection.numbers })}</span>
      </div>
      <div className={css.papers}>
        <span className="dt-mono dt-cut">{connection.addresses.join(', ')}</span>
        <span className="dt-dim">{checks}</span>
      </div>
      <LineTools name={connection.name} onEdit={onEdit} onDelete={onDelete} />
    </li>
  );
}
