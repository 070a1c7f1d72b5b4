// What a number is doing and what it may do next; below, what is known of it.
import { useTranslation } from 'react-i18next';
import type { Site, TrackingNumber } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { dayAt } from '../../words/day.ts';
import { count } from '../../words/format.ts';
import { useUse } from '../numbers/use.ts';
import css from './about.module.css';
import { NextSteps } from './next-steps.tsx';
import { OnSite } from './on-site.tsx';
import { Particulars } from './particulars.tsx';

export function About({ number, site }: { number: TrackingNumber; site: Site }) {
  const { t } = useTranslation();
  return (
    <>
      <section className={css.doing}>
        <h3 className={css.title}>{t('number.now')}</h3>
        <Doing number={number} site={site} />
        <NextSteps number={number} site={site} />
      </section>
      <section>
        <h3 className={css.title}>{t('number.form.title')}</h3>
        <Particulars key={number.id} number={number} site={site} />
      </section>
    </>
  );
}

function Doing({ number, site }: { number: TrackingNumber; site: Site }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const use = useUse(number, site.pools);
  const since = t('number.since', { date: dayAt(number.stateSince, writing, now) });
  const first = [t(`numbers.state.${number.state}`), use, since].filter(Boolean).join(' · ');
  const open = number.openPages;
  return (
    <div>
      <div className={css.use}>{first}</div>
      <p className="dt-dim">
        {t(`numbers.means.${number.state}`)}{' '}
        {open > 0 && t('numbers.openPages', { count: open, replace: { count: count(open, writing.locale) } })}
      </p>
      {number.state === 'static' && <OnSite numberId={number.id} siteId={site.id} />}
      {number.likeness !== null && <p className="dt-dim">{t(`number.form.like${likenessOf(number.likeness)}`)}</p>}
    </div>
  );
}

const LIKENESSES = [0, 1, 2, 3] as const;
const likenessOf = (likeness: number) => LIKENESSES.find((one) => one === likeness) ?? 0;
