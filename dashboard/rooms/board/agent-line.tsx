// One agent on the board: what they do and since when, with whom, and what they have done today.
import { IconArrowUpRight, IconCrown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { BoardAgent } from '../../../src/api/wire.ts';
import { clockLength, span } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { AgentState, shownState } from './agent-state.tsx';
import css from './board.module.css';
import { StateMenu } from './state-menu.tsx';

export function AgentLine({ agent, now }: { agent: BoardAgent; now: Date }) {
  const { t } = useTranslation();
  const shown = shownState(agent);
  return (
    <li className={css.agent} data-shown={shown}>
      <span className={css.name}>{agent.name}</span>
      <span className={css.state}>
        <AgentState shown={shown} />
        <Timer agent={agent} now={now} />
      </span>
      <span className={css.what}>
        <What agent={agent} />
      </span>
      <span className={css.done}>{doneToday(agent, now, t)}</span>
      <span className={css.tool}>
        <StateMenu agent={agent} />
      </span>
    </li>
  );
}

const secondsFrom = (at: string, now: Date) => (now.getTime() - new Date(at).getTime()) / 1000;

function Timer({ agent, now }: { agent: BoardAgent; now: Date }) {
  const { t } = useTranslation();
  if (agent.until)
    return (
      <span className={css.timer}>{t('board.endsIn', { time: clockLength(-secondsFrom(agent.until, now)) })}</span>
    );
  const since = agent.call?.since ?? agent.since;
  if (!since || agent.state === 'off-shift') return null;
  return <span className={css.timer}>{clockLength(secondsFrom(since, now))}</span>;
}

function What({ agent }: { agent: BoardAgent }) {
  const { t } = useTranslation();
  const { call } = agent;
  if (!call) return agent.reason ? <span className="dt-dim">{agent.reason}</span> : null;
  return (
    <Link to="/calls/$callId" params={{ callId: call.id }} className={css.call}>
      {call.vip && <IconCrown size={14} stroke={1.8} aria-label={t('clients.vip')} />}
      {call.direction === 'out' && <IconArrowUpRight size={14} stroke={1.8} aria-label={t('board.outgoing')} />}
      <span className="dt-cut">{talkOf(call, t)}</span>
    </Link>
  );
}

function talkOf(call: NonNullable<BoardAgent['call']>, t: TFunction): string {
  const who = whoOf(call, t);
  if (!call.name && !call.caller) return t(call.ringing ? 'board.ringsWithheld' : 'board.withWithheld');
  return t(call.ringing ? 'board.rings' : 'board.with', { who });
}

/** A contact by name and phone, anybody else by phone. */
export function whoOf({ name, caller }: { name: string | null; caller: string | null }, t: TFunction): string {
  const number = caller ? phone(caller) : t('board.withheld');
  return name ? `${name}, ${number}` : number;
}

// The talk that goes on counts too: the figure would stand still while they talk.
function doneToday({ today, call, state }: BoardAgent, now: Date, t: TFunction): string {
  if (today.calls === 0) return '';
  const running = state === 'talking' && call ? Math.max(0, secondsFrom(call.since, now)) : 0;
  const talked = t('board.talked', { span: span(coarse(today.talkSeconds + running), t) });
  return `${t('board.today', { count: today.calls })} · ${talked}`;
}

const coarse = (seconds: number) => (seconds < 60 ? seconds : Math.floor(seconds / 60) * 60);
