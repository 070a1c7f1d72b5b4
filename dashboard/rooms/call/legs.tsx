// Who was rung, for how long and with what outcome: each leg as a bar on the time of the call.
import { useTranslation } from 'react-i18next';
import type { CallCard, Leg } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { isLive } from '../../words/call.ts';
import { span } from '../../words/format.ts';
import { Block } from './block.tsx';
import { legBars } from './leg-bars.ts';
import css from './legs.module.css';

export function Legs({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  if (card.legs.length === 0)
    return (
      <Block title={t('call.legs.title')} lead={t('call.legs.none')}>
        {null}
      </Block>
    );
  return (
    <Block title={t('call.legs.title')}>
      {isLive(card) ? (
        <RunningLegs card={card} />
      ) : (
        <Lines card={card} until={new Date(card.endedAt ?? card.startedAt)} />
      )}
    </Block>
  );
}

function RunningLegs({ card }: { card: CallCard }) {
  return <Lines card={card} until={useNow(1000)} />;
}

function Lines({ card, until }: { card: CallCard; until: Date }) {
  return (
    <ol className={css.legs}>
      {card.legs.map((leg) => (
        <Line key={leg.id} leg={leg} bars={legBars(leg, card.startedAt, until)} />
      ))}
    </ol>
  );
}

function Line({ leg, bars }: { leg: Leg; bars: ReturnType<typeof legBars> }) {
  const { t } = useTranslation();
  const { ring, talk } = bars;
  const lengths = [
    leg.ringSeconds === null ? null : t('call.legs.rang', { span: span(leg.ringSeconds, t) }),
    talk ? t('call.legs.talked', { span: span(talk.seconds, t) }) : null,
  ];
  const cause = leg.hangupCause === null ? undefined : t('call.legs.cause', { cause: leg.hangupCause });
  return (
    <li className={css.leg}>
      <div className={css.words}>
        <span className={css.target}>{leg.target}</span>
        <span className={css.outcome} data-outcome={leg.outcome ?? 'pending'} title={cause}>
          {t(`outcome.${leg.outcome ?? 'pending'}`)}
        </span>
        <span className={css.lengths}>{lengths.filter(Boolean).join(', ')}</span>
      </div>
      <div className={css.track} aria-hidden>
        <span className={css.ring} style={{ left: `${ring.from}%`, width: `${ring.width}%` }} />
        {talk && <span className={css.talk} style={{ left: `${talk.from}%`, width: `${talk.width}%` }} />}
      </div>
    </li>
  );
}
