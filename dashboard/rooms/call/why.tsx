// "Why do you think so?": the candidates of a call, what they come to in total, and where a person may know better.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallCard } from '../../../src/api/wire.ts';
import { callAnswers } from '../../api/attribution.ts';
import { useCorrection } from '../../api/use-correction.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { isLive } from '../../words/call.ts';
import { percent } from '../../words/format.ts';
import { Block } from './block.tsx';
import { CandidateList } from './candidate-list.tsx';
import { CorrectionNote } from './correction-note.tsx';
import { CorrectionTools } from './correction-tools.tsx';
import css from './why.module.css';

export function Why({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { attribution } = card;
  const correctable = attribution !== null && card.numberKind === 'pool';
  const { data } = useQuery({ ...callAnswers(card.id), enabled: correctable });
  const { mutate: say, isPending, error } = useCorrection(card.id);
  if (!attribution) {
    return (
      <Block title={t('call.why.title')} lead={isLive(card) ? t('call.why.pending') : t('call.why.none')}>
        {null}
      </Block>
    );
  }
  const correction = data?.correction ?? null;
  const lead = card.numberKind === 'static' ? '' : card.candidates.length > 0 ? t('call.why.lead') : t('call.why.none');
  return (
    <Block title={t('call.why.title')} lead={correction ? '' : lead}>
      {data && correction && (
        <CorrectionNote
          correction={correction}
          answers={data.answers}
          onWithdraw={() => say('withdraw')}
          busy={isPending}
        />
      )}
      {!correction && <Totals card={card} />}
      <CandidateList
        card={card}
        said={correction ? correction.visitId : undefined}
        onSay={correctable ? say : undefined}
        busy={isPending}
      />
      {correctable && (
        <CorrectionTools
          card={card}
          nobodySaid={correction !== null && correction.visitId === null}
          onSay={say}
          busy={isPending}
        />
      )}
      <SaveFailed error={error} />
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
