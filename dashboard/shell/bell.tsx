// The bell in the frame: how many notices nobody has seen yet; pressed, it lists them all.
import { ActionIcon, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../../src/api/wire.ts';
import { send } from '../api/client.ts';
import { notices as noticesQuery } from '../api/numbers.ts';
import css from './bell.module.css';
import { NoticeList } from './notice-list.tsx';

const MOST_SHOWN = 99;

export function Bell() {
  const { t } = useTranslation();
  const { data } = useQuery(noticesQuery);
  const [opened, list] = useDisclosure(false);
  const markSeen = useMarkSeen();
  const unseen = data?.filter(({ seen }) => !seen).length ?? 0;
  const toggle = () => {
    list.toggle();
    // Seen when the list is closed: until then the new ones are marked in it.
    if (opened && unseen > 0) markSeen();
  };
  const close = () => {
    list.close();
    if (unseen > 0) markSeen();
  };
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && close()}
      position="bottom-end"
      width={400}
      trapFocus
      withRoles
    >
      <Popover.Target>
        <ActionIcon
          size={32}
          onClick={toggle}
          aria-label={
            unseen > 0 ? `${t('notices.open')}: ${t('notices.unseen', { count: unseen })}` : t('notices.open')
          }
        >
          <IconBell size={20} stroke={1.5} />
          {unseen > 0 && (
            <span className={css.count} aria-hidden>
              {unseen > MOST_SHOWN ? `${MOST_SHOWN}+` : unseen}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={css.dropdown} aria-label={t('notices.title')}>
        <NoticeList notices={data ?? []} onGo={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

function useMarkSeen(): () => void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: () => send('POST', '/notices/seen'),
    onMutate: () =>
      client.setQueryData<Notice[]>(noticesQuery.queryKey, (known) => known?.map((one) => ({ ...one, seen: true }))),
  });
  return () => mutate();
}
