// The live board for whoever leads the team: who is free, who talks with whom, who waits, and whom nobody called back.
import { Button, Skeleton } from '@mantine/core';
import { IconHourglass, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Board, BoardAgent, BoardWaiting } from '../../../src/api/wire.ts';
import { useBoard } from '../../api/team.ts';
import { Figures } from '../../parts/figures.tsx';
import { useNow } from '../../parts/now.ts';
import { Panel } from '../../parts/room.tsx';
import { Empty } from '../../parts/states.tsx';
import { useHouse, useLanguage } from '../../shell/house-facts.ts';
import { clockLength } from '../../words/format.ts';
import { AgentLine, whoOf } from './agent-line.tsx';
import { AgentState, ORDER, shownState } from './agent-state.tsx';
import css from './board.module.css';

export function BoardPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { board, isLost } = useBoard(site.id);
  const now = useNow(1000);
  if (!board)
    return isLost ? (
      <p role="alert">{t('board.lost')}</p>
    ) : (
      <Skeleton h={360} radius="lg" aria-label={t('board.connecting')} />
    );
  return (
    <div className={css.page} data-lost={isLost || undefined}>
      {isLost && (
        <p role="alert" className={css.lost}>
          {t('board.lost')}
        </p>
      )}
      <Today board={board} />
      {board.waiting.length > 0 && <Waiting waiting={board.waiting} now={now} />}
      {board.agents.length === 0 ? <NoAgents /> : <Agents agents={board.agents} now={now} />}
    </div>
  );
}

function Today({ board: { waiting, today, callBacks } }: { board: Board }) {
  const { t } = useTranslation();
  const late = callBacks.late > 0 && (
    <span className={css.late}>{t('board.figures.late', { count: callBacks.late })}</span>
  );
  return (
    <div className={css.today}>
      <Figures
        figures={[
          { name: t('board.figures.waiting'), value: waiting.length },
          { name: t('board.figures.calls'), value: today.calls },
          { name: t('board.figures.answered'), value: today.answered },
          { name: t('board.figures.missed'), value: today.missed },
          {
            name: t('board.figures.callBacks'),
            hint: t('board.figures.callBacksHint'),
            value: callBacks.open > 0 ? <Link to="/missed">{callBacks.open}</Link> : 0,
            second: late || null,
          },
        ]}
      />
    </div>
  );
}

function Waiting({ waiting, now }: { waiting: readonly BoardWaiting[]; now: Date }) {
  const { t } = useTranslation();
  return (
    <Panel id="waiting" title={t('board.waiting')}>
      <ul className={css.list}>
        {waiting.map((caller) => (
          <li key={caller.callId} className={css.waiting}>
            <IconHourglass size={16} stroke={1.7} aria-hidden />
            <Link to="/calls/$callId" params={{ callId: caller.callId }} className={css.call}>
              {whoOf(caller, t)}
            </Link>
            {caller.team && <span className="dt-dim">{t('board.waitingIn', { team: caller.team })}</span>}
            <span className={css.timer}>{clockLength((now.getTime() - new Date(caller.since).getTime()) / 1000)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Agents({ agents, now }: { agents: readonly BoardAgent[]; now: Date }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const place = (agent: BoardAgent) => ORDER.indexOf(shownState(agent));
  const inOrder = agents.toSorted((a, b) => place(a) - place(b) || a.name.localeCompare(b.name, language));
  const counts = ORDER.map((shown) => ({ shown, count: agents.filter((one) => shownState(one) === shown).length }));
  return (
    <Panel
      id="agents-now"
      title={t('board.agents')}
      aside={
        <span className={css.counts}>
          {counts
            .filter(({ count }) => count > 0)
            .map(({ shown, count }) => (
              <span key={shown} className={css.count}>
                <AgentState shown={shown} /> {count}
              </span>
            ))}
        </span>
      }
    >
      <ul className={css.list}>
        {inOrder.map((agent) => (
          <AgentLine key={agent.id} agent={agent} now={now} />
        ))}
      </ul>
    </Panel>
  );
}

function NoAgents() {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty icon={<IconUsers size={22} stroke={1.5} />} title={t('board.none')} hint={t('board.noneHint')}>
        <Button component={Link} to="/team/agents">
          {t('agents.add')}
        </Button>
      </Empty>
    </Panel>
  );
}
