// First touch, and the last that was not direct, of the visitor who most probably called.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CallAnswer, Touch } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { dateTime } from '../../words/format.ts';
import { sourceWords } from '../../words/source.ts';
import { Fact } from './fact.tsx';

interface TouchFactsProps {
  touches: NonNullable<CallAnswer['touches']>;
  /** The visit whose details these stand in. */
  visitId: string;
}

export function TouchFacts({ touches: { first, last }, visitId }: TouchFactsProps) {
  const { t } = useTranslation();
  const words = useTouchWords(t);
  const said = (touch: Touch) => (touch.visitId === visitId ? t('call.visit.thisVisit') : words(touch));
  return (
    <>
      <Fact name={t('call.visit.firstTouch')}>{said(first)}</Fact>
      <Fact name={t('call.visit.lastTouch')}>
        {last.channel === 'direct' ? <span className="dt-dim">{t('call.visit.alwaysDirect')}</span> : said(last)}
      </Fact>
    </>
  );
}

function useTouchWords(t: TFunction): (touch: Touch) => string {
  const language = useLanguage();
  const writing = useWriting();
  const now = useNow(60_000);
  return (touch) =>
    [sourceWords(touch, t, language), touch.term, dateTime(touch.at, writing, now)].filter(Boolean).join(' · ');
}
