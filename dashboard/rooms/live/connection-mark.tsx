// Whether the page is being told of calls as they happen.
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../api/live.ts';
import css from './connection-mark.module.css';

const TEXT = { connecting: 'live.connecting', open: 'live.connected', lost: 'live.lost' } as const;

export function ConnectionMark({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  return (
    <span className={css.mark} data-connection={connection} role="status">
      <span className={css.dot} aria-hidden />
      {t(TEXT[connection])}
    </span>
  );
}
