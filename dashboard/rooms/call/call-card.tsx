// The card of a call: what happened, the recording, and why Dialtrace thinks it knows the source.
import { useTranslation } from 'react-i18next';
import type { CallCard } from '../../../src/api/wire.ts';
import { FirstTimeBadge, WhileDownBadge } from '../../parts/badges.tsx';
import { CopyIcon } from '../../parts/copy.tsx';
import { DirectionMark } from '../../parts/direction-mark.tsx';
import { useNow } from '../../parts/now.ts';
import { useRoomTitle } from '../../parts/room.tsx';
import { StatusMark } from '../../parts/status.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { callerName, isLive, runningSeconds } from '../../words/call.ts';
import { clockLength, dateTime, span } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { CallerContact } from '../clients/caller-contact.tsx';
import { SpamOfCall } from '../spam/not-spam.tsx';
import { CallBackOfCall } from './call-back.tsx';
import css from './call-card.module.css';
import { CallWordsOf } from './call-words.tsx';
import { EarlierCalls } from './earlier-calls.tsx';
import { Legs } from './legs.tsx';
import { Recording } from './recording.tsx';
import { RouteTaken } from './route-taken.tsx';
import { ToldTo } from './told-to.tsx';
import { VisitDetails } from './visit-details.tsx';
import { Why } from './why.tsx';

export function CallCardView({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  useRoomTitle(callerName(card, t));
  return (
    <div className={css.card}>
      <Head card={card} />
      <Figures card={card} />
      <CallBackOfCall card={card} />
      <Recording card={card} />
      <CallWordsOf card={card} />
      <Why card={card} />
      {card.visit && (
        <VisitDetails visit={card.visit} touches={card.attribution?.touches ?? null} calledAt={card.startedAt} />
      )}
      <RouteTaken card={card} />
      <Legs card={card} />
      <ToldTo card={card} />
      <EarlierCalls card={card} />
    </div>
  );
}

function Head({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  return (
    <header>
      <div className={css.callerLine}>
        <h2 className={css.caller}>
          <DirectionMark call={card} />
          {callerName(card, t)}
        </h2>
        {card.caller && <CopyIcon text={card.caller} />}
        {card.firstTime && <FirstTimeBadge />}
      </div>
      <div className={css.under}>
        {dateTime(card.startedAt, writing, now)} · {t('live.number', { number: phone(card.number) })}
      </div>
      <CallerContact call={card} />
      <SpamOfCall call={card} />
      {card.whileDown && (
        <div className={css.badges}>
          <WhileDownBadge />
        </div>
      )}
    </header>
  );
}

function Figures({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { waitSeconds } = card;
  return (
    <dl className={css.figures}>
      <div>
        <dt>{t('calls.status')}</dt>
        <dd>
          <StatusMark status={card.status} direction={card.direction} />
          {card.missedReason && <div className={css.reason}>{t(`missed.${card.missedReason}`)}</div>}
        </dd>
      </div>
      <div>
        <dt>{t('call.waited')}</dt>
        <dd>{card.status === 'ringing' ? <Timer card={card} /> : waitSeconds === null ? '–' : span(waitSeconds, t)}</dd>
      </div>
      <div>
        <dt>{t('call.talked')}</dt>
        <dd>
          {card.status === 'talking' ? (
            <Timer card={card} />
          ) : card.talkSeconds === null ? (
            '–'
          ) : (
            span(card.talkSeconds, t)
          )}
        </dd>
      </div>
      <div>
        <dt>{t('call.answeredBy')}</dt>
        <dd>{card.answeredBy ?? (isLive(card) ? '–' : t('call.nobody'))}</dd>
      </div>
      <div>
        <dt>{t('call.hungUpBy')}</dt>
        <dd>{card.hungUpBy ? t(`hungUp.${card.hungUpBy}`) : '–'}</dd>
      </div>
    </dl>
  );
}

function Timer({ card }: { card: CallCard }) {
  return clockLength(runningSeconds(card, useNow(1000)));
}
