// The address at our side that a destination reaches us at, to be entered there.
import { useTranslation } from 'react-i18next';
import type { Destination } from '../../../src/api/wire.ts';
import { CopyBlock } from '../../parts/copy.tsx';
import { Remark } from '../../parts/remark.tsx';
import { Panel } from '../../parts/room.tsx';

// A far side on the internet can't reach a name that only this machine knows.
const LOCAL = /^https?:\/\/(localhost|127\.|\[::1\])/;

export function HookAddress({ destination: { hookUrl } }: { destination: Destination }) {
  const { t } = useTranslation();
  if (!hookUrl) return null;
  return (
    <Panel title={t('destinations.hook.title')} hint={t('destinations.hook.hint')}>
      <div style={{ display: 'flex', flexDirection: 'column', gap: 10, padding: '0 16px 16px' }}>
        <CopyBlock text={hookUrl} />
        {LOCAL.test(hookUrl) && <Remark tone="wait">{t('destinations.hook.local')}</Remark>}
      </div>
    </Panel>
  );
}
