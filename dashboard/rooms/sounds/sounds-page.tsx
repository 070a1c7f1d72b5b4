// All uploaded sounds of the site: heard, renamed, deleted unless a route plays them.
import { Button, Skeleton } from '@mantine/core';
import {
  IconPencil,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlus,
  IconTrash,
  IconVolume,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sound } from '../../../src/api/wire.ts';
import { deleteSound, renameSound, sounds as soundsQuery } from '../../api/routes.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { clockLength } from '../../words/format.ts';
import { RenameDialog } from '../routes/rename-dialog.tsx';
import { AddSound } from './add-sound.tsx';
import { type Listening, useListening } from './listening.ts';
import css from './sounds.module.css';

export function SoundsPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(soundsQuery(site.id));
  const listening = useListening();
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<Sound | null>(null);
  const [deleting, setDeleting] = useState<Sound | null>(null);
  return (
    <Panel
      title={t('routes.sounds.title')}
      hint={t('routes.sounds.hint')}
      aside={
        <Button
          size="xs"
          className={css.add ?? ''}
          leftSection={<IconPlus size={14} stroke={2} />}
          onClick={() => setAdding(true)}
        >
          {t('routes.sounds.add')}
        </Button>
      }
    >
      {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
      {!data && !error && <Skeleton h={120} m={16} />}
      {data?.length === 0 && (
        <Empty
          compact
          icon={<IconVolume size={22} stroke={1.5} />}
          title={t('routes.sounds.none')}
          hint={t('routes.sounds.noneHint')}
        />
      )}
      <ul className={css.list}>
        {data?.map((sound) => (
          <SoundLine
            key={sound.id}
            sound={sound}
            listening={listening}
            onRename={() => setRenaming(sound)}
            onDelete={() => setDeleting(sound)}
          />
        ))}
      </ul>
      {adding && <AddSound onClose={() => setAdding(false)} />}
      {renaming && (
        <RenameDialog
          title={t('routes.sounds.rename', { name: renaming.name })}
          name={renaming.name}
          rename={(name) => renameSound(site.id, renaming.id, name)}
          touched={['sounds', site.id]}
          onClose={() => setRenaming(null)}
        />
      )}
      {deleting && <DeleteSound sound={deleting} onClose={() => setDeleting(null)} />}
    </Panel>
  );
}

interface SoundLineProps {
  sound: Sound;
  listening: Listening;
  onRename: () => void;
  onDelete: () => void;
}

function SoundLine({ sound, listening, onRename, onDelete }: SoundLineProps) {
  const { t } = useTranslation();
  const { name, seconds, usedBy } = sound;
  const on = listening.soundId === sound.id;
  return (
    <li className={css.line}>
      <Tool
        label={t(on ? 'routes.sounds.pause' : 'routes.sounds.listen', { name })}
        onClick={() => listening.toggle(sound.id)}
      >
        {on ? <IconPlayerPauseFilled size={15} /> : <IconPlayerPlayFilled size={15} />}
      </Tool>
      <div className={css.words}>
        <strong>{name}</strong> <span className="dt-dim">{clockLength(seconds)}</span>
        <p className="dt-dim dt-small">
          {usedBy.length > 0
            ? t('routes.sounds.usedBy', { routes: usedBy.map((route) => route.name).join(', ') })
            : t('routes.sounds.unused')}
        </p>
      </div>
      <Tool label={t('routes.sounds.rename', { name })} onClick={onRename}>
        <IconPencil size={16} stroke={1.6} />
      </Tool>
      <Tool label={t('routes.sounds.delete', { name })} onClick={usedBy.length > 0 ? null : onDelete}>
        <IconTrash size={16} stroke={1.6} />
      </Tool>
    </li>
  );
}

function DeleteSound({ sound, onClose }: { sound: Sound; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteSound(site.id, sound.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['sounds', site.id] });
      onClose();
    },
  });
  return (
    <Confirm
      title={t('routes.sounds.deleteTitle', { name: sound.name })}
      hint={t('routes.sounds.deleteHint')}
      action={t('action.delete')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
