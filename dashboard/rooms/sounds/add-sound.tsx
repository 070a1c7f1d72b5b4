// Adds a sound: a file of whatever the browser can play, or recorded here.
import { Button, FileButton, TextInput } from '@mantine/core';
import { IconMicrophone, IconPlayerStopFilled, IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sound } from '../../../src/api/wire.ts';
import { addSound } from '../../api/routes.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { clockLength, dateTime } from '../../words/format.ts';
import { useRecorder } from './recorder.ts';
import css from './sounds.module.css';
import { toWav, type Unheard } from './to-wav.ts';

interface AddSoundProps {
  onClose: () => void;
  onAdded?: (sound: Sound) => void;
}

export function AddSound({ onClose, onAdded }: AddSoundProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const writing = useWriting();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [wav, setWav] = useState<Blob | null>(null);
  const [unheard, setUnheard] = useState<Unheard | null>(null);
  const [busy, setBusy] = useState(false);
  const take = async (file: Blob, called: string) => {
    setBusy(true);
    const made = await toWav(file);
    setBusy(false);
    setUnheard(typeof made === 'string' ? made : null);
    setWav(typeof made === 'string' ? null : made);
    if (typeof made !== 'string') setName((now) => now || called);
  };
  const recorder = useRecorder((recording) => {
    void take(
      recording,
      t('routes.sounds.recorded', { date: dateTime(new Date().toISOString(), writing, new Date()) }),
    );
  });
  const add = useMutation({
    mutationFn: (sound: Blob) => addSound(site.id, name.trim(), sound),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['sounds', site.id] });
      onAdded?.(made);
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('routes.sounds.addTitle')}
      save={{ ...add, mutate: () => wav && add.mutate(wav) }}
      action={t('action.add')}
      ready={wav !== null && name.trim() !== ''}
      onClose={onClose}
    >
      <div className={css.ways}>
        <FileButton onChange={(file) => file && void take(file, file.name.replace(/\.[^.]+$/, ''))} accept="audio/*">
          {(props) => (
            <Button {...props} variant="default" loading={busy} leftSection={<IconUpload size={16} stroke={1.7} />}>
              {t('routes.sounds.choose')}
            </Button>
          )}
        </FileButton>
        {recorder.since === null ? (
          <Button variant="default" leftSection={<IconMicrophone size={16} stroke={1.7} />} onClick={recorder.start}>
            {t('routes.sounds.record')}
          </Button>
        ) : (
          <Button color="red.8" leftSection={<IconPlayerStopFilled size={14} />} onClick={recorder.stop}>
            {t('routes.sounds.stopRecording')}
          </Button>
        )}
      </div>
      <p className="dt-dim dt-small">{t('routes.sounds.chooseHint')}</p>
      {recorder.since !== null && <Running since={recorder.since} />}
      {recorder.refusal !== null && (
        <Remark tone="bad" alert>
          {t('routes.sounds.noMicrophone', {
            why: recorder.refusal === 'insecure' ? t('routes.sounds.insecure') : recorder.refusal,
          })}
        </Remark>
      )}
      {unheard && (
        <Remark tone="bad" alert>
          {t(`routes.sounds.${unheard}`)}
        </Remark>
      )}
      {wav && <Preview wav={wav} />}
      <TextInput
        label={t('routes.sounds.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={120}
        required
      />
    </FormDialog>
  );
}

const TICK_MS = 250;

function Running({ since }: { since: number }) {
  const { t } = useTranslation();
  useNow(TICK_MS);
  return (
    <p role="status" className={css.recording}>
      {t('routes.sounds.recording', { time: clockLength((Date.now() - since) / 1000) })}
    </p>
  );
}

function Preview({ wav }: { wav: Blob }) {
  const { t } = useTranslation();
  const url = useMemo(() => URL.createObjectURL(wav), [wav]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody has written down what somebody has just said
    <audio controls src={url} className={css.preview} aria-label={t('routes.form.hear')} />
  );
}
