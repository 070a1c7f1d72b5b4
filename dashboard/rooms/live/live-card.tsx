// One call in progress: state and running timer, who calls, and what made the phone ring.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../../src/api/wire.ts';
import { FirstTimeBadge, WhileDownBadge } from '../../parts/badges.tsx';
import { StatusMark } from '../../parts/status.tsx';
import { Sureness } from '../../parts/sureness.tsx';
import { useLanguage } from '../../shell/house-facts.ts';
import { callerName, runningSeconds } from '../../words/call.ts';
import { clockLength, span } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { answer } from '../../words/source.ts';
import { ContactWords, EditContact } from '../clients/caller-contact.tsx';
import css from './live-card.module.css';

export function LiveCard({ call, now }: { call: CallRow; now: Date }) {
  return (
    <div className={css.place}>
      <Card call={call} now={now} />
      <span className={css.tool}>
        <EditContact call={call} />
      </span>
    </div>
  );
}

function Card({ call, now }: { call: CallRow; now: Date }) {
  const { t } = useTranslation();
  return (
    <Link to="/calls/$callId" params={{ callId: call.id }} className={css.card} data-course={call.status}>
      <div className={css.head}>
        <StatusMark status={call.status} />
        {call.answeredBy && <span className={css.agent}>{call.answeredBy}</span>}
        <span className={css.timer}>{clockLength(runningSeconds(call, now))}</span>
      </div>
      <div className={css.caller}>
        {callerName(call, t)}
        {call.firstTime && <FirstTimeBadge />}
        {call.whileDown && <WhileDownBadge short />}
      </div>
      {call.contact && <ContactWords contact={call.contact} />}
      <From call={call} />
      <div className={css.foot}>
        <span>{t('live.number', { number: phone(call.number) })}</span>
        {call.status === 'talking' && call.waitSeconds !== null && (
          <span>{t('live.waited', { span: span(call.waitSeconds, t) })}</span>
        )}
      </div>
    </Link>
  );
}

function From({ call }: { call: CallRow }) {
  const { t } = useTranslation();
  const found = answer(call.attribution, t, useLanguage());
  const unknown = found.level === 'unknown';
  const details = [found.term, found.channel, found.level === 'channel' ? t('source.campaignUnknown') : null];
  return (
    <div className={css.from}>
      {found.probability !== null && <Sureness share={found.probability} />}
      <div className={css.words}>
        <div className={unknown ? css.unknown : css.title}>{call.attribution ? found.title : t('source.deciding')}</div>
        <div className={css.details}>{unknown ? t('source.unknownHint') : details.filter(Boolean).join(' · ')}</div>
      </div>
    </div>
  );
}
