// Step 1: the script, and whether any page has used it yet.
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../src/api/wire.ts';
import { CopyBlock } from '../../parts/copy.tsx';
import { useNow } from '../../parts/now.ts';
import { ago } from '../../words/format.ts';
import css from './script-step.module.css';
import { Step } from './step.tsx';

export function ScriptStep({ site }: { site: Site }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const seen = site.lastViewAt;
  return (
    <Step id="script" number={1} done={seen !== null} title={t('install.script.title')} hint={t('install.script.hint')}>
      <CopyBlock text={site.script} />
      <div className={css.seen} data-seen={seen !== null || undefined} role="status">
        <span className={css.dot} aria-hidden />
        {seen ? t('install.script.seen', { ago: ago(seen, now, t) }) : t('install.script.never')}
      </div>
    </Step>
  );
}
