// How many numbers the site needs, and what one more buys.
import { useTranslation } from 'react-i18next';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';

export function PlanRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('nav.plan'));
  return <RoomHead title={t('nav.plan')} />;
}
