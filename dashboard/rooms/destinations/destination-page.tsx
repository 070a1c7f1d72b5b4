// Destinations: systems that are told of calls.
import { useTranslation } from 'react-i18next';
import { RoomHead, useRoomTitle } from '../../parts/room.tsx';

export function DestinationPage() {
  const { t } = useTranslation();
  useRoomTitle(t('destinations.title'));
  return <RoomHead title={t('destinations.title')} note={t('destinations.lead')} />;
}
