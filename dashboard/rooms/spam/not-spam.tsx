// A person's word on a call: it is spam, or it is none. Either way it counts at once as they say, and can be taken back.
import { Button, Menu } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { spamCallers, useSpamSaid } from '../../api/missed.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { callerName } from '../../words/call.ts';
import { spamReason } from '../../words/spam.ts';
import css from './spam.module.css';

/** What taking back "not spam" takes: the call as it was marked, and whether its caller was held back by the list. */
export interface PutBack {
  call: CallRow;
  wasBlocked: boolean;
}

interface SpamWordProps {
  call: CallRow;
  /** The call was put back just now: the button takes that back. */
  putBack: PutBack | undefined;
  onPutBack: (done: PutBack) => void;
}

/** One button: puts a marked call back; when that is done, marks it again as it was. */
export function SpamWord({ call, putBack, onPutBack }: SpamWordProps) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const said = useSpamSaid(site.id);
  const isBack = putBack !== undefined;
  const say = useMutation({
    mutationFn: async () => {
      if (putBack) return void (await send('POST', `/calls/${call.id}/spam`, { block: putBack.wasBlocked }));
      // The caller goes over to the safe list: whether they were on the other one is not known afterwards.
      const listed = await client.fetchQuery(spamCallers(site.id));
      const wasBlocked = listed.some(
        ({ list, match, phone }) => list === 'blocked' && match === 'phone' && phone === call.caller,
      );
      await send('DELETE', `/calls/${call.id}/spam`);
      onPutBack({ call, wasBlocked });
    },
    onSuccess: said,
  });
  const who = callerName(call, t);
  return (
    <div className={css.aside}>
      <Button
        variant="default"
        size="xs"
        loading={say.isPending}
        onClick={() => say.mutate()}
        aria-label={t(isBack ? 'spam.againOf' : 'spam.undoOf', { who })}
      >
        {t(isBack ? 'spam.again' : 'spam.undo')}
      </Button>
      <SaveFailed error={say.error} />
    </div>
  );
}

/** On the card of a call: marks it, or says that it is marked, why, and puts it back. */
export function SpamOfCall({ call }: { call: CallRow }) {
  const { t } = useTranslation();
  const [putBack, setPutBack] = useState<PutBack>();
  if (call.direction === 'out' || !call.endedAt) return null;
  const was = putBack?.call.id === call.id && !call.spam ? putBack : undefined;
  if (!call.spam && !was) return <MarkAsSpam call={call} />;
  return (
    <div className={css.said} data-back={was !== undefined || undefined} role="status">
      {was ? (
        <IconShieldCheck size={17} stroke={1.7} aria-hidden />
      ) : (
        <IconShieldX size={17} stroke={1.7} aria-hidden />
      )}
      {call.spam ? <Marked spam={call.spam} /> : <div>{t(call.caller ? 'spam.isBack' : 'spam.isBackHidden')}</div>}
      <SpamWord call={call} putBack={was} onPutBack={setPutBack} />
    </div>
  );
}

function Marked({ spam }: { spam: NonNullable<CallRow['spam']> }) {
  const { t } = useTranslation();
  return (
    <div>
      {t(spam.heldBack ? 'spam.isHeldBack' : 'spam.isSpam')} {spam.by === 'person' && t('spam.byPerson')}
      <div className={css.second}>{spam.reasons.map((reason) => spamReason(reason, t)).join(' · ')}</div>
    </div>
  );
}

function MarkAsSpam({ call }: { call: CallRow }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const said = useSpamSaid(site.id);
  const mark = useMutation({
    mutationFn: (block: boolean) => send('POST', `/calls/${call.id}/spam`, { block }),
    onSuccess: said,
  });
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
