// An account without a site: what a site is, and the form for the first one.
import { useTranslation } from 'react-i18next';
import type { Me } from '../../src/api/wire.ts';
import { useRoomTitle } from '../parts/room.tsx';
import { Logo } from './logo.tsx';
import { NewSiteForm } from './new-site.tsx';
import { LanguageSwitch } from './preferences.tsx';
import css from './signed-out.module.css';

export function FirstSite({ me }: { me: Me }) {
  const { t } = useTranslation();
  useRoomTitle(t('site.new'));
  return (
    <main className={css.page}>
      <div className={css.card}>
        <Logo size={36} />
        <h1 className={css.title}>{t('site.none')}</h1>
        <p className={css.body}>{t('site.noneHint')}</p>
        <div className={css.wide}>
          <NewSiteForm />
        </div>
        <p className="dt-dim dt-small">{t('account.signedInAs', { name: me.user.name })}</p>
      </div>
      <LanguageSwitch />
    </main>
  );
}
