// The head of a destination: its name and state, what is wrong and the way out of it: sign in, resume, remove.
import { Button } from '@mantine/core';
import { IconLogin2, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Destination } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { signInPage, useDestinationsChanged } from '../../api/destinations.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { SaveFailed } from '../../parts/states.tsx';
import { destinationRoute } from '../../routes.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { reasonText } from '../../words/destination.ts';
import { dateTime } from '../../words/format.ts';
import { waiting } from './destination-line.tsx';
import css from './destinations.module.css';
import { KindIcon } from './kind-icon.tsx';
import { Linked } from './linked.tsx';
import { useSetSearch } from './set-search.ts';
import { StateMark, stateOf, useStateWords } from './state.tsx';
import type { Kind } from './use-kinds.ts';

interface HeadProps {
  destination: Destination;
  kind: Kind | undefined;
}

export function DestinationHead({ destination, kind }: HeadProps) {
  const { t } = useTranslation();
  const [isRemoving, setRemoving] = useState(false);
  const pause = usePause(destination.id);
  return (
    <>
      <header className={css.head}>
        <div className={css.title}>
          <KindIcon group={kind?.group} />
          <div>
            <h1>{destination.name}</h1>
            <span className="dt-dim dt-small">{kind?.words.name ?? destination.kind}</span>
          </div>
          <StateMark destination={destination} />
        </div>
        <div className={css.tools}>
          {!destination.pausedBy && (
            <Button
              size="xs"
              variant="default"
              loading={pause.isPending}
              leftSection={<IconPlayerPause size={14} stroke={1.8} aria-hidden />}
              onClick={() => pause.mutate(true)}
            >
              {t('destinations.pause')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTrash size={14} stroke={1.8} aria-hidden />}
            onClick={() => setRemoving(true)}
          >
            {t('destinations.remove')}
          </Button>
        </div>
      </header>
      <SaveFailed error={pause.error} />
      <StateRemark destination={destination} kind={kind} />
      <PollTrouble destination={destination} kind={kind} />
      <SignedIn />
      {isRemoving && <Remove destination={destination} onClose={() => setRemoving(false)} />}
    </>
  );
}

/** Why nothing is sent, with what ends that. */
function StateRemark({ destination, kind }: HeadProps) {
  const { t } = useTranslation();
  const state = stateOf(destination, useNow(15_000));
  const words = useStateWords(destination, kind?.words.reasons);
  const pause = usePause(destination.id);
  const count = waiting(destination);
  const { part } = destinationRoute.useSearch();
  const set = useSetSearch();
  if (!words) return null;
  const isTokenGone = state === 'refusal' && destination.signedIn !== null;
  return (
    <Remark
      tone={state === 'refusal' ? 'bad' : state === 'person' ? 'plain' : 'wait'}
      title={<Linked text={words} />}
      aside={
        <span className={css.tools}>
          {(state === 'sign-in' || isTokenGone) && <SignIn id={destination.id} again={isTokenGone} />}
          {state === 'refusal' && part !== 'settings' && (
            <Button size="xs" variant="default" onClick={() => set({ part: 'settings' })}>
              {t('destinations.tabs.settings')}
            </Button>
          )}
          {destination.pausedBy && (
            <Button
              size="xs"
              variant={isTokenGone ? 'default' : 'filled'}
              loading={pause.isPending}
              leftSection={<IconPlayerPlay size={14} stroke={1.8} aria-hidden />}
              onClick={() => pause.mutate(false)}
            >
              {count > 0 ? t('destinations.resumeAll', { count }) : t('destinations.resume')}
            </Button>
          )}
        </span>
      }
    >
      {state === 'refusal' && t('destinations.stateHint.refusal')}
      <SaveFailed error={pause.error} />
    </Remark>
  );
}

/** It was asked for deals or spend, and nothing was had. */
function PollTrouble({ destination: { polledAt, pollTrouble, pausedBy }, kind }: HeadProps) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  if (!polledAt || !pollTrouble || pausedBy) return null;
  const title = t('destinations.pollTrouble', { when: dateTime(polledAt, writing, now) });
  return (
    <Remark tone="wait" title={title}>
      <Linked text={reasonText(pollTrouble, kind?.words.reasons, t)} />
    </Remark>
  );
}

export function SignIn({ id, again }: { id: string; again: boolean }) {
  const { t } = useTranslation();
  const open = useMutation({ mutationFn: () => signInPage(id), onSuccess: ({ url }) => location.assign(url) });
  return (
    <>
      <SaveFailed error={open.error} />
      <Button
        size="xs"
        loading={open.isPending}
        leftSection={<IconLogin2 size={14} stroke={1.8} aria-hidden />}
        onClick={() => open.mutate()}
      >
        {t(again ? 'destinations.signInAgain' : 'destinations.signIn')}
      </Button>
    </>
  );
}

/** What came of it, for whoever is back from its sign-in page. */
function SignedIn() {
  const { t } = useTranslation();
  const { 'signed-in': came, why } = destinationRoute.useSearch();
  if (came === 'in') return <Remark tone="good" title={t('destinations.signedIn')} alert />;
  if (came !== 'not-in') return null;
  return <Remark tone="bad" title={t('destinations.signedInNot', { why: why ?? '–' })} alert />;
}

function Remove({ destination: { id, name }, onClose }: { destination: Destination; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const changed = useDestinationsChanged();
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/destinations/${id}`),
    onSuccess: async () => {
      await navigate({ to: '/destinations', replace: true });
      await changed();
    },
  });
  return (
    <Confirm
      title={t('destinations.removeTitle', { name })}
      hint={t('destinations.removeHint')}
      action={t('destinations.remove')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}

function usePause(id: string) {
  const changed = useDestinationsChanged();
  return useMutation({
    mutationFn: (paused: boolean) => send('PATCH', `/destinations/${id}`, { paused }),
    onSuccess: changed,
  });
}
