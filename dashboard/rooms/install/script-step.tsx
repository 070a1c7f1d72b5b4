// Step 1: the script as the owner wants it, and whether any page has used it yet.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../src/api/wire.ts';
import { pageScripts, scriptText } from '../../api/page-scripts.ts';
import { CopyBlock } from '../../parts/copy.tsx';
import { useNow } from '../../parts/now.ts';
import { Failed } from '../../parts/states.tsx';
import { ago } from '../../words/format.ts';
import { ScriptOptions } from './script-options.tsx';
import css from './script-step.module.css';
import { FIRST_CHOICE, fitting, scriptFile, scriptTag, textPath } from './script-text.ts';
import { Step } from './step.tsx';

export function ScriptStep({ site }: { site: Site }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const [wished, setWished] = useState(FIRST_CHOICE);
  const scripts = useQuery(pageScripts);
  const choice = fitting(wished, scripts.data?.versions ?? []);
  const text = useQuery(scriptText(textPath(choice)));
  const seen = site.lastViewAt;
  // The plain tag needs nothing that has to be asked for first.
  const tag =
    choice === FIRST_CHOICE
      ? site.script
      : scripts.data && text.data !== undefined
        ? scriptTag(choice, { scripts: scripts.data, siteKey: site.publicKey, text: text.data })
        : '…';
  const failed = scripts.error ? scripts : text.error ? text : null;
  return (
    <Step id="script" number={1} done={seen !== null} title={t('install.script.title')} hint={t('install.script.hint')}>
      {failed?.error ? (
        <Failed error={failed.error} onRetry={() => void failed.refetch()} compact />
      ) : (
        <CopyBlock text={tag} />
      )}
      {choice.appearance !== 'plain' && <p className="dt-dim dt-small">{t('install.script.inHead')}</p>}
      {scriptFile(choice) === 'dt-full.js' && <p className="dt-dim dt-small">{t('install.script.full')}</p>}
      <div className={css.seen} data-seen={seen !== null || undefined} role="status">
        <span className={css.dot} aria-hidden />
        {seen ? t('install.script.seen', { ago: ago(seen, now, t) }) : t('install.script.never')}
      </div>
      <details className={css.options}>
        <summary>{t('install.script.options')}</summary>
        <ScriptOptions choice={choice} versions={scripts.data?.versions ?? []} onChange={setWished} />
      </details>
    </Step>
  );
}
