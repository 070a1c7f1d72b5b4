// One destination: how it is and what can be done about that; what went there, a test, its settings.
import { Skeleton } from '@mantine/core';
import { IconArrowLeft, IconSendOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Destination } from '../../../src/api/wire.ts';
import { destinations as destinationsQuery } from '../../api/destinations.ts';
import { Remark } from '../../parts/remark.tsx';
import { Panel, useRoomTitle } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import tabCss from '../../parts/tabs.module.css';
import { destinationRoute } from '../../routes.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { Deliveries } from './deliveries.tsx';
import { DestinationForm } from './destination-form.tsx';
import { DestinationHead, SignIn } from './destination-head.tsx';
import css from './destinations.module.css';
import { HookAddress } from './hook-address.tsx';
import { useSetSearch } from './set-search.ts';
import { TestPanel } from './test-panel.tsx';
import { type Kind, useKinds } from './use-kinds.ts';

const PARTS = ['deliveries', 'test', 'settings'] as const;

export function DestinationPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { destinationId } = destinationRoute.useParams();
  const { data, error, refetch } = useQuery(destinationsQuery(site.id));
  const { kinds, error: unread, again } = useKinds();
  const destination = data?.find(({ id }) => id === destinationId);
  useRoomTitle(destination?.name ?? t('destinations.title'));
  if (!data && error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!kinds && unread) return <Failed error={unread} onRetry={again} />;
  if (!data || !kinds) return <Skeleton h={360} radius="lg" />;
  return (
    <div className={css.page}>
      <Link to="/destinations" className={css.back ?? ''} style={{ margin: 0 }}>
        <IconArrowLeft size={15} stroke={1.8} aria-hidden />
        {t('destinations.back')}
      </Link>
      {destination ? (
        <Known destination={destination} kind={kinds.find(({ kind }) => kind === destination.kind)} />
      ) : (
        <Empty icon={<IconSendOff size={22} stroke={1.5} />} title={t('destinations.gone')} />
      )}
    </div>
  );
}

function Known({ destination, kind }: { destination: Destination; kind: Kind | undefined }) {
  const { t } = useTranslation();
  const { part: asked } = destinationRoute.useSearch();
  const set = useSetSearch();
  const part = PARTS.find((one) => one === asked) ?? 'deliveries';
  return (
    <>
      <DestinationHead destination={destination} kind={kind} />
      <nav className={tabCss.tabs} aria-label={t('destinations.tabs.label')} style={{ margin: 0 }}>
        {PARTS.map((one) => (
          <button
            key={one}
            type="button"
            className={[tabCss.tab, one === part ? tabCss.active : '', css.tab].join(' ')}
            aria-current={one === part ? 'page' : undefined}
            onClick={() => set({ part: one === 'deliveries' ? undefined : one })}
          >
            {t(`destinations.tabs.${one}`)}
          </button>
        ))}
      </nav>
      {part === 'deliveries' && <Deliveries destination={destination} kind={kind} />}
      {part !== 'deliveries' && !kind && <p className="dt-dim">{t('destinations.unknownKind')}</p>}
      {part === 'test' && kind && <TestPanel destination={destination} kind={kind} />}
      {part === 'settings' && kind && (
        <div className={css.narrow}>
          {destination.signedIn && (
            <Remark tone="good" title={t('destinations.signedIn')} aside={<SignIn id={destination.id} again />} />
          )}
          <HookAddress destination={destination} />
          <Panel>
            <DestinationForm key={destination.id} kind={kind} destination={destination} onSaved={() => {}} />
          </Panel>
        </div>
      )}
    </>
  );
}
