// "Why do you think so?": everybody who could have called, in plain words, with the probability of each.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CallCard, Candidate } from '../../../src/api/wire.ts';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { isLive } from '../../words/call.ts';
import { percent } from '../../words/format.ts';
import { channelName, sourceTitle } from '../../words/source.ts';
import { othersShare, reason } from '../../words/why.ts';
import { Block } from './block.tsx';
import css from './why.module.css';

export function Why({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { attribution } = card;
  if (!attribution) {
    return (
      <Block title={t('call.why.title')} lead={isLive(card) ? t('call.why.pending') : t('call.why.none')}>
        {null}
      </Block>
    );
  }
  const isStatic = card.numberKind === 'static';
  const others = othersShare(card);
  const lead = isStatic ? '' : card.candidates.length > 0 ? t('call.why.lead') : t('call.why.none');
  return (
    <Block title={t('call.why.title')} lead={lead}>
      <Totals card={card} />
      <ol className={css.list}>
        {card.candidates.map((candidate, index) => (
          <CandidateLine
            key={candidate.visitId ?? index}
            candidate={candidate}
            best={index === 0}
            shownBelow={candidate.visitId !== null && candidate.visitId === card.visit?.id}
          />
        ))}
        {others > 0 && <Rest share={others} title={t('call.why.others')} />}
        {!isStatic && <Rest share={attribution.nobody} title={t('call.why.nobody')} hint={t('call.why.nobodyHint')} />}
      </ol>
      <p className={css.model}>
        {t('call.why.model', { model: attribution.model })}. {attribution.repeat && t('call.why.repeat')}
      </p>
    </Block>
  );
}

// Said only where it adds something: several visits of one campaign or channel make it surer than any single visit.
function Totals({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const best = card.candidates[0]?.probability ?? 0;
  const { campaign = null, channel = null } = card.attribution ?? {};
  const surer = (share: number) => share - best >= 0.01;
  const texts = [
    campaign && surer(campaign.probability)
      ? t('call.why.sameCampaign', { percent: percent(campaign.probability, locale) })
      : null,
    channel && surer(channel.probability)
      ? t('call.why.channelTotal', { percent: percent(channel.probability, locale) })
      : null,
  ].filter(Boolean);
  return texts.length > 0 ? <p className={css.totals}>{texts.join(' · ')}</p> : null;
}

interface CandidateLineProps {
  candidate: Candidate;
  best: boolean;
  shownBelow: boolean;
}

function CandidateLine({ candidate, best, shownBelow }: CandidateLineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const title = sourceTitle(candidate, language);
  const channel = channelName(candidate.channel, t);
  return (
    <li className={css.line} data-best={best || undefined}>
      <Share share={candidate.probability} />
      <div className={css.words}>
        <div className={css.title}>
          {title ?? channel}
          {title && <span className={css.channel}>{channel}</span>}
          {candidate.term && <span className={css.term}>{candidate.term}</span>}
        </div>
        <div className={css.reason}>
          {[reason(candidate, t), deviceName(candidate.device, t), candidate.region].filter(Boolean).join(' · ')}
          {shownBelow && <span className={css.below}> ({t('call.why.thisVisit')})</span>}
        </div>
      </div>
    </li>
  );
}

function Rest({ share, title, hint }: { share: number; title: string; hint?: string }) {
  return (
    <li className={css.line} data-rest>
      <Share share={share} />
      <div className={css.words}>
        <div className={css.title}>{title}</div>
        {hint && <div className={css.reason}>{hint}</div>}
      </div>
    </li>
  );
}

function Share({ share }: { share: number }) {
  const { locale } = useWriting();
  return (
    <div className={css.share}>
      <span className={css.figure}>{percent(share, locale)}</span>
      <span className={css.track}>
        <span className={css.fill} style={{ width: `${share * 100}%` }} />
      </span>
    </div>
  );
}

function deviceName(device: string | null, t: TFunction): string | null {
  if (device === 'desktop' || device === 'mobile' || device === 'tablet') return t(`call.device.${device}`);
  return null;
}
