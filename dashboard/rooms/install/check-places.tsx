// Every place of the page where one of the site's numbers is: the missed ones in sight, the others folded away.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstallCheck, InstallPlace } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import css from './check-report.module.css';

export function CheckPlaces({ report }: { report: InstallCheck }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const of = (verdict: InstallPlace['verdict']) => report.places.filter((place) => place.verdict === verdict);
  const [missed, swapped, left] = [of('missed'), of('swapped'), of('left')];
  const words = (places: readonly InstallPlace[]) => ({
    count: places.length,
    replace: { count: count(places.length, locale) },
  });
  return (
    <>
      {missed.length > 0 && (
        <section className={css.places}>
          <h3 className={css.head}>{t('installCheck.missed', words(missed))}</h3>
          <PlaceList places={missed} />
        </section>
      )}
      {swapped.length > 0 && (
        <Folded title={t(report.isTrial ? 'installCheck.wouldList' : 'installCheck.swappedList', words(swapped))}>
          <PlaceList places={swapped} />
        </Folded>
      )}
      {left.length > 0 && (
        <Folded title={t('installCheck.leftList', words(left))}>
          <PlaceList places={left} />
        </Folded>
      )}
      {report.placesLeftOut > 0 && (
        <p className={css.how}>{t('installCheck.leftOut', { number: count(report.placesLeftOut, locale) })}</p>
      )}
    </>
  );
}

function Folded({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className={css.places}>
      <summary className={css.head}>{title}</summary>
      {children}
    </details>
  );
}

function PlaceList({ places }: { places: readonly InstallPlace[] }) {
  const { t } = useTranslation();
  return (
    <ul className={css.list}>
      {places.map((place, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two places may be alike in all they say
        <li key={at} className={css.place}>
          <span className={css.kind}>{t(`installCheck.kind.${place.kind}`)}</span>
          <span className={css.what}>
            <span className={css.text}>{place.text}</span>
            {!place.isVisible && <span className={css.hidden}> · {t('installCheck.hidden')}</span>}
            {place.reason && <span className={css.reason}>{t(`installCheck.reason.${place.reason}`)}</span>}
            <code className={css.path}>{place.path}</code>
          </span>
        </li>
      ))}
    </ul>
  );
}
