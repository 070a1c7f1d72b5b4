// What somebody sees who is not signed in: where their sign-in link is.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRoomTitle } from '../parts/room.tsx';
import { Logo } from './logo.tsx';
import { LanguageSwitch } from './preferences.tsx';
import css from './signed-out.module.css';

// The server leads a used or old link to /?sign-in=expired; read at once, since the router then goes on to /live.
const linkExpired = new URLSearchParams(location.search).get('sign-in') === 'expired';

export function SignedOut({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  useRoomTitle(t('signIn.title'));
  return (
    <main className={css.page}>
      <div className={css.card}>
        <Logo size={36} />
        <h1 className={css.title}>{t(linkExpired ? 'signIn.expired' : 'signIn.title')}</h1>
        <p className={css.body}>{t(linkExpired ? 'signIn.again' : 'signIn.body')}</p>
        <figure className={css.figure}>
          <figcaption>{t('signIn.where')}</figcaption>
          <code>{location.origin}/sign-in?link=…</code>
        </figure>
        <Button onClick={onDone}>{t('signIn.done')}</Button>
      </div>
      <LanguageSwitch />
    </main>
  );
}
