// Which channels and campaigns call more than others, as bars around the average.
import { useTranslation } from 'react-i18next';
import type { Curve } from '../../../src/api/wire.ts';
import { useLanguage, useWriting } from '../../shell/house-facts.ts';
import { channelName, sourceTitle } from '../../words/source.ts';
import css from './beliefs.module.css';

const CAMPAIGNS_SHOWN = 6;

export function Eagerness({ curve }: { curve: Curve }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const channels = curve.channels.map(({ channel, rate }) => ({ name: channelName(channel, t), rate }));
  const campaigns = curve.campaigns.map((campaign) => ({
    name: sourceTitle(campaign, language) ?? channelName(campaign.channel, t),
    rate: campaign.rate,
  }));
  // The most eager and the least, without saying the same twice.
  const half = CAMPAIGNS_SHOWN / 2;
  const ends =
    campaigns.length <= CAMPAIGNS_SHOWN ? campaigns : [...campaigns.slice(0, half), ...campaigns.slice(-half)];
  return (
    <figure className={css.picture}>
      <figcaption className={css.title}>{t('learning.eager.title')}</figcaption>
      {channels.length === 0 ? (
        <p className={css.says}>{t('learning.eager.none')}</p>
      ) : (
        <>
          <Bars rows={channels} />
          {ends.length > 0 && <h4 className={css.sub}>{t('learning.eager.campaigns')}</h4>}
          <Bars rows={ends} />
          <p className={css.says}>{t('learning.eager.says')}</p>
        </>
      )}
    </figure>
  );
}

function Bars({ rows }: { rows: readonly { name: string; rate: number }[] }) {
  const { locale } = useWriting();
  const most = Math.max(1.5, ...rows.map(({ rate }) => rate));
  const times = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return (
    <ul className={css.bars}>
      {rows.map(({ name, rate }) => (
        <li key={name} className={css.bar}>
          <span className="dt-cut" title={name}>
            {name}
          </span>
          <span className={css.track}>
            <span className={css.fill} data-less={rate < 1 || undefined} style={{ width: `${(rate / most) * 100}%` }} />
            <span className={css.average} style={{ left: `${(1 / most) * 100}%` }} />
          </span>
          <span className={css.times}>×{times.format(rate)}</span>
        </li>
      ))}
    </ul>
  );
}
