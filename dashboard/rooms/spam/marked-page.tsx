// What was marked as spam, newest first, each with its reasons and one click that puts it back. What was put back stays in
// its place until the page is left, so that a slip is mended where it was made.
import { Button, Skeleton } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
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
import { type PutBack, SpamWord } from './not-spam.tsx';
import css from './spam.module.css';

export function MarkedPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const list = useInfiniteQuery(callsQuery(site.id, { spam: true }));
  const [putBack, setPutBack] = useState<readonly PutBack[]>([]);
  const keep = (done: PutBack) => setPutBack((now) => [...now.filter(({ call }) => call.id !== done.call.id), done]);
  const marked = (list.data?.pages.flatMap((page) => page.items) ?? []).filter(({ spam }) => spam !== null);
  const calls = inPlace(
    marked,
    putBack.map(({ call }) => call),
  );
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
              <Line
                key={call.id}
                call={call}
                putBack={marked.includes(call) ? undefined : putBack.find((one) => one.call.id === call.id)}
                onPutBack={keep}
              />
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

/** The marked calls with those that were put back between them, newest first. */
function inPlace(marked: readonly CallRow[], back: readonly CallRow[]): CallRow[] {
  const others = back.filter(({ id }) => !marked.some((call) => call.id === id));
  const all = [...marked, ...others];
  return others.length === 0 ? all : all.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

interface LineProps {
  call: CallRow;
  putBack: PutBack | undefined;
  onPutBack: (done: PutBack) => void;
}

function Line({ call, putBack, onPutBack }: LineProps) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  return (
    <li className={css.call}>
      <div>
        <Link to="/calls/$callId" params={{ callId: call.id }} search={putBack ? {} : { spam: '1' }}>
          <strong>{callerName(call, t)}</strong>
        </Link>
        <div className={css.second}>
          {dateTime(call.startedAt, writing, now)} · {phone(call.number)}
        </div>
      </div>
      <div role="status">{putBack ? <Back call={call} /> : <Why call={call} />}</div>
      <SpamWord call={call} putBack={putBack} onPutBack={onPutBack} />
    </li>
  );
}

function Back({ call }: { call: CallRow }) {
  const { t } = useTranslation();
  return (
    <>
      <span className={css.mark} data-back>
        {t('spam.back')}
      </span>
      <div className={css.second}>{t(call.caller ? 'spam.isBack' : 'spam.isBackHidden')}</div>
    </>
  );
}

function Why({ call: { spam } }: { call: CallRow }) {
  const { t } = useTranslation();
  const reasons = [...(spam?.reasons ?? []).map((reason) => spamReason(reason, t))];
  if (spam?.by === 'person') reasons.push(t('spam.byPerson'));
  return (
    <>
      <span className={css.mark} data-held={spam?.heldBack || undefined}>
        {t(spam?.heldBack ? 'spam.heldBack' : 'spam.marked')}
      </span>
      <div className={css.second}>{reasons.join(' · ')}</div>
    </>
  );
}
