// What was published, newest first: who and when; each can be looked at, and put in force again.
import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Route, RouteCard, RouteVersion } from '../../../src/api/wire.ts';
import { routeVersion, routeVersions, takeVersionAgain } from '../../api/routes.ts';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { Failed, SaveFailed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { dateTime } from '../../words/format.ts';
import css from './route-page.module.css';
import type { Draft } from './use-draft.ts';

interface VersionListProps {
  card: RouteCard;
  draft: Draft;
  older: number | null;
  onOlder: (older: { version: number; route: Route } | null) => void;
}

export function VersionList({ card, draft, older, onOlder }: VersionListProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(routeVersions(site.id, card.id));
  const look = async ({ version }: RouteVersion) => {
    const found = await client.fetchQuery(routeVersion(site.id, card.id, version));
    onOlder({ version, route: found.route });
  };
  const again = useMutation({
    mutationFn: async ({ version }: RouteVersion) => {
      await draft.flush();
      return takeVersionAgain(site.id, card.id, version);
    },
    onSuccess: async (kept) => {
      client.setQueryData(['route', site.id, card.id], kept);
      draft.follow(kept);
      onOlder(null);
      await client.invalidateQueries({ queryKey: ['route', site.id, card.id, 'versions'] });
      void client.invalidateQueries({ queryKey: ['routes', site.id] });
    },
  });
  if (!data && error) return <Failed error={error} onRetry={() => void refetch()} compact />;
  if (!data) return <Skeleton h={120} />;
  if (data.length === 0) return <p className="dt-dim">{t('routes.versions.none')}</p>;
  return (
    <>
      <SaveFailed error={again.error} />
      <ol className={css.versions}>
        {data.map((one) => (
          <li key={one.version} data-here={older === one.version || undefined}>
            <VersionWords version={one} />
            {!one.inForce && (
              <div className={css.versionTools}>
                <Button size="xs" variant="default" onClick={() => void look(one)}>
                  {t('routes.versions.look')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  title={t('routes.versions.useHint')}
                  loading={again.isPending && again.variables.version === one.version}
                  onClick={() => again.mutate(one)}
                >
                  {t('routes.versions.use')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

function VersionWords({ version: { version, at, by, note, inForce } }: { version: RouteVersion }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  return (
    <div>
      <strong>{t('routes.versions.version', { version })}</strong>{' '}
      {inForce && <span className={css.inForce}>{t('routes.versions.inForce')}</span>}
      <p className="dt-dim dt-small">{[dateTime(at, writing, now), by].filter(Boolean).join(' · ')}</p>
      {note && <p>{note}</p>}
    </div>
  );
}

export function VersionRemark({ version, onBack }: { version: number; onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <Remark
      tone="plain"
      aside={
        <Button size="xs" variant="default" onClick={onBack}>
          {t('routes.versions.back')}
        </Button>
      }
    >
      {t('routes.versions.looking', { version })}
    </Remark>
  );
}
