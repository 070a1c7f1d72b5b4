// The routes of the site: what each serves, when and by whom it was published, whether its draft has changed.
import { Button, Skeleton } from '@mantine/core';
import { IconPlus, IconRoute, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteSummary } from '../../../src/api/wire.ts';
import { deleteRoute, routes as routesQuery } from '../../api/routes.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { NewRoute } from './new-route.tsx';
import css from './route-list.module.css';
import { RouteState, usePublishedWords } from './route-state.tsx';
import { servesWords } from './serves-words.ts';

export function RouteList() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(routesQuery(site.id));
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<RouteSummary | null>(null);
  return (
    <div className={css.page}>
      {data && data.length > 0 && (
        <Button
          className={css.add ?? ''}
          leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t('routes.add')}
        </Button>
      )}
      {!data && error && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton h={220} radius="lg" />}
      {data?.length === 0 && (
        <Panel>
          <Empty icon={<IconRoute size={22} stroke={1.5} />} title={t('routes.none')} hint={t('routes.noneHint')}>
            <Button onClick={() => setAdding(true)}>{t('routes.add')}</Button>
          </Empty>
        </Panel>
      )}
      <ul className={css.list}>
        {data?.map((route) => (
          <RouteLine key={route.id} route={route} onDelete={() => setDeleting(route)} />
        ))}
      </ul>
      {adding && <NewRoute onClose={() => setAdding(false)} />}
      {deleting && <DeleteRoute route={deleting} onClose={() => setDeleting(null)} />}
    </div>
  );
}

function RouteLine({ route, onDelete }: { route: RouteSummary; onDelete: () => void }) {
  const { t } = useTranslation();
  const published = usePublishedWords(route);
  return (
    <li className={css.line}>
      <div className={css.words}>
        <div className={css.head}>
          <Link
            to="/routes/$routeId"
            params={{ routeId: route.id }}
            className={css.name}
            aria-label={t('routes.open', { name: route.name })}
          >
            {route.name}
          </Link>
          <RouteState route={route} />
        </div>
        <p className="dt-dim">{servesWords(route.serves, t)}</p>
        <p className="dt-dim dt-small">{published}</p>
      </div>
      <Tool label={`${t('action.delete')} ${route.name}`} onClick={onDelete}>
        <IconTrash size={16} stroke={1.6} />
      </Tool>
    </li>
  );
}

function DeleteRoute({ route, onClose }: { route: RouteSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteRoute(site.id, route.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['routes', site.id] });
      onClose();
    },
  });
  return (
    <Confirm
      title={t('routes.delete', { name: route.name })}
      hint={t('routes.deleteHint')}
      action={t('action.delete')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
