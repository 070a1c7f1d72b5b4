// Live: who is calling right now and because of which ad; below, the last calls.
import { Button, Skeleton } from '@mantine/core';
import { IconPhoneIncoming, IconPhoneOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLiveCalls } from '../../api/live.ts';
import { calls as callsQuery } from '../../api/queries.ts';
import { useNow } from '../../parts/now.ts';
import { Panel, RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { isLive } from '../../words/call.ts';
import { CallTable, CallTableSkeleton } from '../calls/call-table.tsx';
import { ConnectionMark } from './connection-mark.tsx';
import { LiveCard } from './live-card.tsx';
import css from './live-room.module.css';

const LAST_CALLS = 10;

export function LiveRoom() {
  const { t } = useTranslation();
  const { site, connection } = useHouse();
  const live = useLiveCalls(site.id);
  const going = live?.length ?? 0;
  useRoomTitle(going > 0 ? `(${going}) ${t('live.title')}` : t('live.title'));
  return (
    <>
      <RoomHead title={t('live.title')} note={<ConnectionMark connection={connection} />} />
      <LiveCards />
      <LastCalls />
    </>
  );
}

function LiveCards() {
  const { t } = useTranslation();
  const { site, connection } = useHouse();
  const live = useLiveCalls(site.id);
  const now = useNow(1000);
  if (!live) return connection === 'lost' ? <Quiet /> : <Skeleton h={132} radius="lg" className={css.now ?? ''} />;
  if (live.length === 0) return <Quiet />;
  return (
    <section className={css.now} aria-label={t('live.inProgress', { count: live.length })} aria-live="polite">
      <div className={css.cards}>
        {live.map((call) => (
          <LiveCard key={call.id} call={call} now={now} />
        ))}
      </div>
    </section>
  );
}

function Quiet() {
  const { t } = useTranslation();
  return (
    <div className={css.quiet}>
      <IconPhoneOff size={20} stroke={1.5} aria-hidden />
      <div>
        <div className={css.quietTitle}>{t('live.quiet')}</div>
        <div className="dt-dim">{t('live.quietHint')}</div>
      </div>
    </div>
  );
}

function LastCalls() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const isCalling = (useLiveCalls(site.id)?.length ?? 0) > 0;
  const { data, error, isPending, refetch } = useInfiniteQuery(callsQuery(site.id, {}));
  if (isPending) return <CallTableSkeleton rows={6} />;
  if (!data) return <Failed error={error} onRetry={() => void refetch()} />;
  const ended = (data.pages[0]?.items ?? []).filter((call) => !isLive(call)).slice(0, LAST_CALLS);
  if (ended.length === 0) return isCalling ? null : <NoCalls />;
  return (
    <section aria-labelledby="last-calls">
      <div className={css.lastHead}>
        <h2 className={css.lastTitle} id="last-calls">
          {t('live.last')}
        </h2>
        <Link to="/calls" className={css.all}>
          {t('live.all')}
        </Link>
      </div>
      <CallTable calls={ended} />
    </section>
  );
}

function NoCalls() {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty icon={<IconPhoneIncoming size={22} stroke={1.5} />} title={t('live.noCalls')} hint={t('live.noCallsHint')}>
        <Button component={Link} to="/install">
          {t('live.toInstall')}
        </Button>
      </Empty>
    </Panel>
  );
}
