// How much the answers can be trusted, and what makes them better.
import { useTranslation } from 'react-i18next';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';

export function AccuracyRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('nav.accuracy'));
  return <RoomHead title={t('nav.accuracy')} />;
}
