// A person's word on a call: it is spam, or it is none. Either way it counts at once as they say.
import { Button, Menu } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useSpamSaid } from '../../api/missed.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { callerName } from '../../words/call.ts';
import { spamReason } from '../../words/spam.ts';
import css from './spam.module.css';

/** Puts a marked call back. */
export function NotSpam({ call }: { call: Pick<CallRow, 'id' | 'caller' | 'callerRaw'> }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const said = useSpamSaid(site.id);
  const undo = useMutation({ mutationFn: () => send('DELETE', `/calls/${call.id}/spam`), onSuccess: said });
  return (
    <div className={css.aside}>
      <Button
        variant="default"
        size="xs"
        loading={undo.isPending}
        onClick={() => undo.mutate()}
        aria-label={t('spam.undoOf', { who: callerName(call, t) })}
      >
        {t('spam.undo')}
      </Button>
      <SaveFailed error={undo.error} />
    </div>
  );
}

/** On the card of a call: marks it, or says that it is marked, why, and puts it back. */
export function SpamOfCall({ call }: { call: CallRow }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const said = useSpamSaid(site.id);
  const mark = useMutation({
    mutationFn: (block: boolean) => send('POST', `/calls/${call.id}/spam`, { block }),
    onSuccess: said,
  });
  if (call.direction === 'out' || !call.endedAt) return null;
  if (call.spam)
    return (
      <div className={css.said} role="status">
        <IconShieldX size={17} stroke={1.7} aria-hidden />
        <div>
          {t(call.spam.heldBack ? 'spam.isHeldBack' : 'spam.isSpam')} {call.spam.by === 'person' && t('spam.byPerson')}
          <div className={css.second}>{call.spam.reasons.map((reason) => spamReason(reason, t)).join(' · ')}</div>
        </div>
        <NotSpam call={call} />
      </div>
    );
  return (
    <div>
      <Menu position="bottom-start" width={300}>
        <Menu.Target>
          <Button
            variant="subtle"
            size="compact-xs"
            color="gray"
            loading={mark.isPending}
            leftSection={<IconShieldCheck size={14} stroke={1.7} aria-hidden />}
          >
            {t('spam.mark')}…
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => mark.mutate(false)}>
            {t('spam.markOnly')}
            <div className="dt-dim dt-small">{t('spam.markOnlyHint')}</div>
          </Menu.Item>
          {call.caller && (
            <Menu.Item onClick={() => mark.mutate(true)}>
              {t('spam.markBlock')}
              <div className="dt-dim dt-small">{t('spam.markBlockHint')}</div>
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <SaveFailed error={mark.error} />
    </div>
  );
}
