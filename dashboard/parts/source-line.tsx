// Where a call is from and how sure that is, in two short lines: "92 %  Yandex / spring" and the keyword.
import { Tooltip } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../src/api/wire.ts';
import { useLanguage, useWriting } from '../shell/house-facts.ts';
import { isLive } from '../words/call.ts';
import { percent } from '../words/format.ts';
import { answer } from '../words/source.ts';
import css from './source-line.module.css';
import { Sureness } from './sureness.tsx';

export function SourceLine({ call }: { call: Pick<CallRow, 'attribution' | 'status' | 'direction'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (call.direction === 'out') return <div className={css.unknown}>{t('callDirection.noSource')}</div>;
  if (!call.attribution) {
    return <div className={css.unknown}>{isLive(call) ? t('source.deciding') : t('source.unknown')}</div>;
  }
  const found = answer(call.attribution, t, language);
  if (found.level === 'unknown') return <Unknown nobody={call.attribution.nobody} />;
  const second = [found.term, found.channel, found.level === 'channel' ? t('source.campaignUnknown') : null];
  return (
    <div className={css.line}>
      <Sureness share={found.probability ?? 0} />
      <div className={css.words}>
        <div className={css.title}>
          <span className="dt-cut">{found.title}</span>
          {call.attribution.repeat && (
            <Tooltip label={t('source.repeat')}>
              <IconHistory size={13} stroke={1.8} className={css.repeat ?? ''} aria-label={t('source.repeat')} />
            </Tooltip>
          )}
        </div>
        <div className={css.second}>{second.filter(Boolean).join(' · ')}</div>
      </div>
    </div>
  );
}

function Unknown({ nobody }: { nobody: number }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  return (
    <div className={css.words}>
      <div className={css.unknown}>{t('source.unknown')}</div>
      <div className={css.second}>
        {t('call.why.nobody')}: {percent(nobody, locale)}
      </div>
    </div>
  );
}
