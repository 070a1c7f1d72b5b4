// Earlier calls of the same caller, newest first.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallCard } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { StatusMark } from '../../parts/status.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { dateTime } from '../../words/format.ts';
import { Block } from './block.tsx';
import css from './earlier-calls.module.css';

export function EarlierCalls({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  if (!card.caller) return null;
  if (card.earlierCalls.length === 0)
    return (
      <Block title={t('call.earlier.title')} lead={t('call.earlier.none')}>
        {null}
      </Block>
    );
  return (
    <Block title={t('call.earlier.title')}>
      <ul className={css.list}>
        {card.earlierCalls.map((call) => (
          <li key={call.id}>
            <Link
              to="/calls/$callId"
              params={{ callId: call.id }}
              search={true}
              resetScroll={false}
              className={css.link}
            >
              <span>{dateTime(call.startedAt, writing, now)}</span>
              <StatusMark status={call.status} />
            </Link>
          </li>
        ))}
      </ul>
    </Block>
  );
}
