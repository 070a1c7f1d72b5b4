// Whom to call back: figures on top, then the callers as they are due, each with one button that calls.
import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconCircleCheck, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallBackList } from '../../../src/api/wire.ts';
import { callBacks, type TaskFilter } from '../../api/missed.ts';
import { agents as agentsQuery } from '../../api/team.ts';
import { ChoiceChip } from '../../parts/chips.tsx';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { type MissedSearch, missedTasksRoute } from '../../routes.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import css from './missed.module.css';
import { MissedFigures } from './missed-figures.tsx';
import { OwnPhone } from './own-phone.tsx';
import { TaskRow } from './task-row.tsx';

const STATES = ['open', 'late', 'closed'] as const;

export function TasksPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const search = missedTasksRoute.useSearch();
  const state = STATES.find((one) => one === search.state) ?? 'open';
  const filter: TaskFilter = { state, agent: search.agent, q: search.q };
  const list = useInfiniteQuery(callBacks(site.id, filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={css.page}>
      <MissedFigures now={list.data?.pages[0]?.now} />
      <Tools state={state} />
      {list.isPending ? (
        <Skeleton h={180} />
      ) : list.data ? (
        <div data-stale={list.isPlaceholderData || undefined} className={css.stale}>
          <Tasks items={items} state={state} filtered={Boolean(search.agent ?? search.q)} />
          {list.hasNextPage && (
            <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('callBacks.more')}
            </Button>
          )}
        </div>
      ) : (
        <Failed error={list.error} onRetry={() => void list.refetch()} />
      )}
    </div>
  );
}

interface TasksProps {
  items: CallBackList['items'];
  state: TaskFilter['state'];
  filtered: boolean;
}

function Tasks({ items, state, filtered }: TasksProps) {
  const { t } = useTranslation();
  if (items.length > 0)
    return (
      <ul className={css.list}>
        {items.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
    );
  if (filtered)
    return (
      <Panel>
        <Empty
          icon={<IconSearchOff size={22} stroke={1.5} />}
          title={t('callBacks.noneFound')}
          hint={t('callBacks.noneFoundHint')}
        />
      </Panel>
    );
  const title = { open: 'callBacks.none', late: 'callBacks.noneLate', closed: 'callBacks.noneClosed' } as const;
  return (
    <Panel>
      <Empty
        icon={<IconCircleCheck size={22} stroke={1.5} />}
        title={t(title[state])}
        {...(state === 'closed' ? {} : { hint: t('callBacks.noneHint') })}
      />
    </Panel>
  );
}

const TYPING_PAUSE_MS = 300;

function Tools({ state }: { state: TaskFilter['state'] }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const search = missedTasksRoute.useSearch();
  const navigate = useNavigate();
  const { data: agents = [] } = useQuery(agentsQuery(site.id));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const set = (change: MissedSearch) =>
    void navigate({ to: '.', search: (now) => ({ ...now, ...change }), replace: true });
  const type = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set({ q: text.trim() || undefined }), TYPING_PAUSE_MS);
  };
  return (
    <search className={css.tools}>
      <fieldset className={css.states} aria-label={t('callBacks.title')}>
        {STATES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === state}
            onClick={() => set({ state: one === 'open' ? undefined : one })}
          >
            {t(`callBacks.state.${one}`)}
          </button>
        ))}
      </fieldset>
      <ChoiceChip
        label={t('callBacks.whose')}
        value={search.agent}
        options={[
          { value: 'team', label: t('callBacks.team') },
          ...agents.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(agent) => set({ agent })}
      />
      <TextInput
        type="search"
        className={css.search ?? ''}
        placeholder={t('callBacks.search')}
        aria-label={t('callBacks.search')}
        leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
        defaultValue={search.q ?? ''}
        onChange={(event) => type(event.currentTarget.value)}
        maxLength={80}
      />
      <div className={css.own}>
        <OwnPhone />
      </div>
    </search>
  );
}
