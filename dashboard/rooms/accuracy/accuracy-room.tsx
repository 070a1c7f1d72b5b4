// Accuracy: how much the answers can be trusted, the calls in doubt, and what the site's own calls have taught.
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PeriodPicker } from '../../parts/period-picker.tsx';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { accuracyRoute } from '../../routes.tsx';

export function AccuracyRoom() {
  const { t } = useTranslation();
  const search = accuracyRoute.useSearch();
  const navigate = useNavigate();
  useRoomTitle(t('accuracy.title'));
  return (
    <>
      <RoomHead title={t('accuracy.title')} note={t('accuracy.lead')}>
        <PeriodPicker
          words={search}
          onChange={(words) => void navigate({ to: '.', search: (now) => ({ ...now, ...words }), resetScroll: false })}
          whenNone={t('period.30d')}
        />
      </RoomHead>
      <Tabs
        keepsSearch
        label={t('accuracy.title')}
        tabs={[
          { to: '/accuracy', exact: true, name: t('accuracy.tab.trust') },
          { to: '/accuracy/doubts', name: t('accuracy.tab.doubts') },
          { to: '/accuracy/learning', name: t('accuracy.tab.learning') },
        ]}
      />
      <Outlet />
    </>
  );
}
