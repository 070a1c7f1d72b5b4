// Calls as a table under day headings; on a phone the same facts as a list.
import { Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../../src/api/wire.ts';
import { FirstTimeBadge, WhileDownBadge } from '../../parts/badges.tsx';
import { DirectionMark, SpamBadge } from '../../parts/direction-mark.tsx';
import { useNow } from '../../parts/now.ts';
import { PlayButton } from '../../parts/play.tsx';
import { SourceLine } from '../../parts/source-line.tsx';
import { StatusMark } from '../../parts/status.tsx';
import { useWide } from '../../parts/wide.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { callerName } from '../../words/call.ts';
import { clockTime, dayTitle } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { byDay, type DayOfCalls } from './by-day.ts';
import { CallLength } from './call-length.tsx';
import { CallList, rowId } from './call-list.tsx';
import css from './call-table.module.css';

interface CallTableProps {
  calls: readonly CallRow[];
  /** The call whose card is open beside the list: then there is room for a list only. */
  selected?: string | undefined;
}

export function CallTable({ calls, selected }: CallTableProps) {
  const { timeZone } = useWriting();
  const days = byDay(calls, timeZone);
  const wide = useWide();
  return wide && !selected ? <Table days={days} /> : <CallList days={days} selected={selected} />;
}

function Table({ days }: { days: readonly DayOfCalls[] }) {
  const { t } = useTranslation();
  // Below this the source would have no room: number and agent are in the card.
  const roomy = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  return (
    <div className={css.box}>
      <table className={css.table}>
        <thead>
          <tr>
            <th className={css.time}>{t('calls.time')}</th>
            <th className={css.status}>{t('calls.status')}</th>
            <th className={css.caller}>{t('calls.caller')}</th>
            <th className={css.source}>{t('calls.source')}</th>
            {roomy && <th className={css.number}>{t('calls.number')}</th>}
            {roomy && <th className={css.agent}>{t('calls.answeredBy')}</th>}
            <th className={css.recording}>{t('calls.recording')}</th>
          </tr>
        </thead>
        {days.map((day) => (
          <Day key={day.day} day={day} roomy={roomy} />
        ))}
      </table>
    </div>
  );
}

function Day({ day, roomy }: { day: DayOfCalls; roomy: boolean }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  return (
    <tbody>
      <tr>
        <th colSpan={roomy ? 7 : 5} scope="rowgroup" className={css.day}>
          {dayTitle(day.day, now, writing, t)}
        </th>
      </tr>
      {day.calls.map((call) => (
        <Row key={call.id} call={call} roomy={roomy} />
      ))}
    </tbody>
  );
}

function Row({ call, roomy }: { call: CallRow; roomy: boolean }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const navigate = useNavigate();
  const time = clockTime(call.startedAt, writing);
  // The whole row is a target for the mouse; for the keyboard and screen readers it is the link on the time.
  const open = () =>
    void navigate({ to: '/calls/$callId', params: { callId: call.id }, search: true, resetScroll: false });
  return (
    <tr className={css.row} onClick={open}>
      <td className={css.time}>
        <Link
          to="/calls/$callId"
          params={{ callId: call.id }}
          search={true}
          resetScroll={false}
          id={rowId(call.id)}
          aria-label={t('calls.openCall', { time })}
          className={css.link}
          onClick={(event) => event.stopPropagation()}
        >
          {time}
        </Link>
      </td>
      <td className={css.status}>
        <StatusMark status={call.status} direction={call.direction} />
        <div className={css.second}>
          <CallLength call={call} />
        </div>
      </td>
      <td className={css.caller}>
        <div className={css.name}>
          <DirectionMark call={call} />
          {callerName(call, t)}
        </div>
        {call.contact?.name && <div className={css.contact}>{call.contact.name}</div>}
        {(call.firstTime || call.whileDown || call.spam) && (
          <div className={css.badges}>
            {call.firstTime && <FirstTimeBadge />}
            {call.whileDown && <WhileDownBadge short />}
            <SpamBadge call={call} />
          </div>
        )}
      </td>
      <td className={css.source}>
        <SourceLine call={call} />
      </td>
      {roomy && <Details call={call} />}
      <td className={css.recording}>
        <PlayButton call={call} />
      </td>
    </tr>
  );
}

function Details({ call }: { call: CallRow }) {
  const { t } = useTranslation();
  return (
    <>
      <td className={css.number}>
        <div>{phone(call.number)}</div>
        {call.numberKind === 'static' && <div className={css.second}>{t('calls.static')}</div>}
      </td>
      <td className={css.agent}>{call.answeredBy ?? <span className={css.none}>–</span>}</td>
    </>
  );
}

const SKELETON_ROW_PX = 52;

export function CallTableSkeleton({ rows }: { rows: number }) {
  return (
    <div className={css.skeleton} aria-busy="true">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have nothing else
        <div key={index} className={css.skeletonRow} style={{ height: SKELETON_ROW_PX }}>
          <Skeleton h={12} w={40} />
          <Skeleton h={12} w={90} />
          <Skeleton h={12} w={140} />
          <Skeleton h={12} w="28%" />
        </div>
      ))}
    </div>
  );
}
