// What a visit is called in the list of doubts.
import { useTranslation } from 'react-i18next';
import type { Source } from '../../../src/api/wire.ts';
import { useLanguage } from '../../shell/house-facts.ts';
import { channelName, sourceTitle } from '../../words/source.ts';

export function useDoubtWords(): { titleOf: (source: Source) => string; nobody: string } {
  const { t } = useTranslation();
  const language = useLanguage();
  return {
    titleOf: (source) => sourceTitle(source, language) ?? channelName(source.channel, t),
    nobody: t('doubts.saidNobody'),
  };
}
