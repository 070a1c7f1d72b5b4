// Asks before a number is deleted; offers the better way first: to let it leave while people still remember it.
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Site, TrackingNumber } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { SaveFailed } from '../../parts/states.tsx';
import { phone } from '../../words/phone.ts';
import css from './change-state.module.css';

interface DeleteNumberProps {
  number: TrackingNumber;
  site: Site;
  onClose: () => void;
}

export function DeleteNumber({ number, site, onClose }: DeleteNumberProps) {
  const { t } = useTranslation();
  const changed = useNumbersChanged(site.id);
  const at = `/sites/${site.id}/numbers/${number.id}`;
  const done = async () => {
    await changed();
    onClose();
  };
  const leave = useMutation({ mutationFn: () => send('PATCH', at, { state: 'leaving' }), onSuccess: done });
  const remove = useMutation({ mutationFn: () => send('DELETE', at), onSuccess: done });
  const mayLeave = number.nextStates.some(({ state }) => state === 'leaving');
  return (
    <Dialog onClose={onClose} title={t('number.deleting.title', { number: phone(number.e164) })}>
      <div className={css.form}>
        <p>
          {t('number.effect.gone')} {number.state === 'pool' && t('number.effect.gonePool')}
        </p>
        {mayLeave && (
          <div className={css.better}>
            <p>{t('number.deleting.leaveHint')}</p>
            <Button size="xs" onClick={() => leave.mutate()} loading={leave.isPending} data-autofocus>
              {t('number.deleting.leave')}
            </Button>
          </div>
        )}
        <SaveFailed error={leave.error ?? remove.error} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button color="red.8" onClick={() => remove.mutate()} loading={remove.isPending}>
            {t('number.deleting.now')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
