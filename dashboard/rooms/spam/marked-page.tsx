// What was marked as spam, newest first, each with its reasons and one click that puts it back.
import { Button, Skeleton } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../../src/api/wire.ts';
import { spamFigures } from '../../api/missed.ts';
import { calls as callsQuery } from '../../api/queries.ts';
import { type Figure, Figures } from '../../parts/figures.tsx';
import { useNow } from '../../parts/now.ts';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { callerName } from '../../words/call.ts';
import { count, dateTime } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { spamReason } from '../../words/spam.ts';
import { NotSpam } from './not-spam.tsx';
import css from './spam.module.css';

export function MarkedPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const list = useInfiniteQuery(callsQuery(site.id, { spam: true }));
  const calls = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={css.page}>
      <MarkedFigures />
      {list.isPending ? (
        <Skeleton h={180} />
      ) : !list.data ? (
        <Failed error={list.error} onRetry={() => void list.refetch()} />
      ) : calls.length === 0 ? (
        <Panel>
          <Empty icon={<IconShieldCheck size={22} stroke={1.5} />} title={t('spam.none')} hint={t('spam.noneHint')} />
        </Panel>
      ) : (
        <>
          <ul className={css.list}>
            {calls.map((call) => (
              <Marked key={call.id} call={call} />
            ))}
          </ul>
          {list.hasNextPage && (
            <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('action.more')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

function MarkedFigures() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { locale } = useWriting();
  const { data } = useQuery(spamFigures(site.id));
  const value = (figure: number | undefined) => (figure === undefined ? '–' : count(figure, locale));
  const top = data?.byReason[0];
  const figures: Figure[] = [
    {
      ...{ name: t('spam.figures.marked'), value: value(data?.marked) },
      ...(top ? { second: `${spamReason(top.reason, t)}: ${count(top.calls, locale)}` } : {}),
    },
    { name: t('spam.figures.heldBack'), value: value(data?.heldBack), hint: t('spam.figures.heldBackHint') },
    { name: t('spam.figures.undone'), value: value(data?.undone), hint: t('spam.figures.undoneHint') },
  ];
  return <Figures figures={figures} />;
}

function Marked({ call }: { call: CallRow }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const { spam } = call;
  const reasons = [...(spam?.reasons ?? []).map((reason) => spamReason(reason, t))];
  if (spam?.by === 'person') reasons.push(t('spam.byPerson'));
  return (
    <li className={css.call}>
      <div>
        <Link to="/calls/$callId" params={{ callId: call.id }} search={{ spam: '1' }}>
          <strong>{callerName(call, t)}</strong>
        </Link>
        <div className={css.second}>
          {dateTime(call.startedAt, writing, now)} · {phone(call.number)}
        </div>
      </div>
      <div>
        <span className={css.mark} data-held={spam?.heldBack || undefined}>
          {t(spam?.heldBack ? 'spam.heldBack' : 'spam.marked')}
        </span>
        <div className={css.second}>{reasons.join(' · ')}</div>
      </div>
      <NotSpam call={call} />
    </li>
  );
}
