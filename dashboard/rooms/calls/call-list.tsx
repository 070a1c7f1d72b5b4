// Calls where there is little room, on a phone or beside an open card: three short lines each, all of it opens the call.
import { Link } from '@tanstack/react-router';
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
import type { DayOfCalls } from './by-day.ts';
import { CallLength } from './call-length.tsx';
import css from './call-list.module.css';

/** The element that gets the focus back when the call's card is closed. */
export const rowId = (callId: string) => `call-${callId}`;

interface CallListProps {
  days: readonly DayOfCalls[];
  selected: string | undefined;
}

export function CallList({ days, selected }: CallListProps) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  return days.map((day) => (
    <section key={day.day} className={css.day} aria-label={dayTitle(day.day, now, writing, t)}>
      <h3 className={css.title}>{dayTitle(day.day, now, writing, t)}</h3>
      <ul className={css.list}>
        {day.calls.map((call) => (
          <Entry key={call.id} call={call} selected={call.id === selected} />
        ))}
      </ul>
    </section>
  ));
}

function Entry({ call, selected }: { call: CallRow; selected: boolean }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const wide = useWide();
  return (
    <li className={css.entry} data-selected={selected || undefined}>
      <Link
        to="/calls/$callId"
        params={{ callId: call.id }}
        search={true}
        resetScroll={!wide}
        className={css.link}
        id={rowId(call.id)}
        aria-current={selected || undefined}
      >
        <div className={css.top}>
          <span className={css.caller}>
            <DirectionMark call={call} />
            {callerName(call, t)}
          </span>
          {call.contact?.name && <span className="dt-cut">{call.contact.name}</span>}
          <SpamBadge call={call} />
          {call.firstTime && <FirstTimeBadge />}
          {call.whileDown && <WhileDownBadge short />}
          <span className={css.time}>{clockTime(call.startedAt, writing)}</span>
        </div>
        <SourceLine call={call} />
        <div className={css.course}>
          <StatusMark status={call.status} direction={call.direction} />
          <span className="dt-cut">
            <CallLength call={call} />
          </span>
        </div>
      </Link>
      {call.recording.state === 'ready' && (
        <div className={css.play}>
          <PlayButton call={call} />
        </div>
      )}
    </li>
  );
}
