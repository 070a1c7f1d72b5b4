// The place of a call's card: beside the list (wide) or a page of its own (phone).
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/client.ts';
import { call as callQuery } from '../../api/queries.ts';
import { useKeys } from '../../parts/keys.ts';
import { Empty, Failed } from '../../parts/states.tsx';
import { callRoute } from '../../routes.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { rowId } from '../calls/call-list.tsx';
import { CallCardView } from './call-card.tsx';
import css from './call-panel.module.css';
import { PanelTools } from './panel-tools.tsx';

export function CallPanel() {
  const { t } = useTranslation();
  const { callId } = callRoute.useParams();
  const panel = useRef<HTMLElement>(null);
  const close = useClose(callId);
  useKeys({ Escape: close });
  useEffect(() => {
    if (callId) panel.current?.focus({ preventScroll: true });
  }, [callId]);
  return (
    <aside className={css.panel} aria-label={t('call.title')} ref={panel} tabIndex={-1} key={callId}>
      <PanelTools onClose={close} />
      <Card callId={callId} />
    </aside>
  );
}

function Card({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(callQuery(callId));
  useRightSite(data?.siteId);
  if (data) return <CallCardView card={data} />;
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 400)) {
    return <Empty title={t('call.gone')} hint={t('call.goneHint')} />;
  }
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  return <CardSkeleton />;
}

// A link to a call of another site brings that site onto the screen.
function useRightSite(siteId: string | undefined): void {
  const { me, site } = useHouse();
  const navigate = useNavigate();
  const right = me.sites.find((one) => one.id === siteId);
  const key = right && right.id !== site.id ? right.publicKey : undefined;
  useEffect(() => {
    if (key) void navigate({ to: '.', search: (now) => ({ ...now, site: key }), replace: true });
  }, [key, navigate]);
}

function useClose(callId: string): () => void {
  const navigate = useNavigate();
  return () => {
    void navigate({ to: '/calls', search: true, resetScroll: false }).then(() => {
      const row = document.getElementById(rowId(callId));
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'nearest' });
    });
  };
}

function CardSkeleton() {
  return (
    <div className={css.skeleton} aria-busy="true">
      <Skeleton h={26} w={220} />
      <Skeleton h={60} />
      <Skeleton h={140} />
      <Skeleton h={180} />
    </div>
  );
}
