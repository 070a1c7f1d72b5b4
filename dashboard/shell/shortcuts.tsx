// The list of keyboard shortcuts, and the ones that work in every room.
import { Kbd, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../parts/keys.ts';
import { ROOMS } from './rooms.ts';
import css from './shortcuts.module.css';

export function useShortcuts() {
  const navigate = useNavigate();
  const [opened, help] = useDisclosure(false);
  const toRooms = ROOMS.map((room) => [`KeyG ${room.code}`, () => void navigate({ to: room.to })] as const);
  useKeys({ ...Object.fromEntries(toRooms), 'Shift+Slash': help.open });
  return { opened, open: help.open, close: help.close };
}

export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <dl className={css.list}>
        {ROOMS.map((room) => (
          <Line key={room.name} what={t(`nav.${room.name}`)} keys={['G', room.code.slice(-1)]} />
        ))}
        <Line what={t('keys.search')} keys={['/']} />
        <Line what={t('keys.move')} keys={['J', 'K']} or />
        <Line what={t('keys.close')} keys={['Esc']} />
        <Line what={t('keys.play')} keys={['P']} />
        <Line what={t('keys.seek')} keys={['←', '→']} or />
        <Line what={t('keys.help')} keys={['?']} />
      </dl>
    </Modal>
  );
}

function Line({ what, keys, or = false }: { what: string; keys: string[]; or?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={css.line}>
      <dt>{what}</dt>
      <dd>
        {keys.map((key, index) => (
          <span key={key}>
            {index > 0 && <span className={css.then}>{or ? ' / ' : ` ${t('keys.andThen')} `}</span>}
            <Kbd>{key}</Kbd>
          </span>
        ))}
      </dd>
    </div>
  );
}
