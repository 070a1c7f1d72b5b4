// Connects a destination: what its kind is, and its form.
import { Skeleton } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Destination } from '../../../src/api/wire.ts';
import { signInPage } from '../../api/destinations.ts';
import { Panel, useRoomTitle } from '../../parts/room.tsx';
import { Failed, NotFound } from '../../parts/states.tsx';
import { newDestinationRoute } from '../../routes.tsx';
import { DestinationForm } from './destination-form.tsx';
import css from './destinations.module.css';
import { KindIcon } from './kind-icon.tsx';
import { useKinds } from './use-kinds.ts';

export function NewDestination() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { kind: asked } = newDestinationRoute.useSearch();
  const { kinds, error, again } = useKinds();
  const kind = kinds?.find((one) => one.kind === asked);
  useRoomTitle(kind ? t('destinations.connecting', { name: kind.words.name }) : t('destinations.title'));
  if (!kinds) return error ? <Failed error={error} onRetry={again} /> : <Skeleton h={360} radius="lg" />;
  if (!kind) return <NotFound />;
  const open = async ({ id, signedIn }: Destination) => {
    if (signedIn === false) {
      // Where its owner lets us in may not be known before the settings are right: then the page of it says so.
      const page = await signInPage(id).catch(() => null);
      if (page) return location.assign(page.url);
    }
    await navigate({
      to: '/destinations/$destinationId',
      params: { destinationId: id },
      search: { part: signedIn === false ? 'settings' : 'test' },
      replace: true,
    });
  };
  return (
    <div className={css.page}>
      <div>
        <Link to="/destinations" className={css.back ?? ''}>
          <IconArrowLeft size={15} stroke={1.8} aria-hidden />
          {t('destinations.back')}
        </Link>
        <header className={css.head}>
          <div className={css.title}>
            <KindIcon group={kind.group} />
            <h1>{t('destinations.connecting', { name: kind.words.name })}</h1>
          </div>
        </header>
      </div>
      <p className={css.kindAbout}>{kind.words.about}</p>
      <div className={css.narrow}>
        <Panel>
          <DestinationForm key={kind.kind} kind={kind} destination={null} onSaved={(saved) => void open(saved)} />
        </Panel>
      </div>
    </div>
  );
}
