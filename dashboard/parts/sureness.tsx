// A probability as a figure over a short bar, so that sure and unsure are seen at a glance.
import { useTranslation } from 'react-i18next';
import { useWriting } from '../shell/house-facts.ts';
import { percent } from '../words/format.ts';
import css from './sureness.module.css';

export function Sureness({ share }: { share: number }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const figure = percent(share, locale);
  return (
    <span className={css.box} role="img" aria-label={t('source.probability', { percent: figure })}>
      <span className={css.figure}>{figure}</span>
      <span className={css.track}>
        <span className={css.fill} style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}
