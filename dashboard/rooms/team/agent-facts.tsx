// One agent in the list: name, phone, teams, and what else was said of them.
import { Tooltip } from '@mantine/core';
import { IconDeviceMobile, IconHeadset, IconPlugConnected } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../../src/api/wire.ts';
import { Chipped } from '../../parts/mark.tsx';
import { phone } from '../../words/phone.ts';
import css from './lists.module.css';

export function AgentFacts({ agent, shift }: { agent: Agent; shift: string | null }) {
  const { t } = useTranslation();
  const skills = Object.entries(agent.skills).toSorted(([, a], [, b]) => b - a);
  const more = [
    agent.extension && t('agents.ext', { extension: agent.extension }),
    shift ?? t('agents.always'),
    agent.wrapUpSeconds > 0 && t('agents.wrapUpOf', { n: agent.wrapUpSeconds }),
    ...skills.map(([skill, level]) => `${skill} ${level}`),
  ].filter(Boolean);
  return (
    <>
      <div className={css.who}>
        <span className={css.name}>{agent.name}</span>
        <PhoneOf phone={agent.phone} />
      </div>
      <div className={css.facts}>
        <span className={css.chips}>
          {agent.linePosition !== null && (
            <Tooltip label={t('agents.inLineHint')} multiline maw={300}>
              <span>
                <Chipped tone="accent">{t('agents.inLine', { place: agent.linePosition + 1 })}</Chipped>
              </span>
            </Tooltip>
          )}
          {agent.teams.map(({ id, name }) => (
            <Chipped key={id} tone="plain">
              {name}
            </Chipped>
          ))}
        </span>
        <span className="dt-dim">{more.join(' · ')}</span>
      </div>
    </>
  );
}

const ICONS = { number: IconDeviceMobile, registered: IconHeadset, sip: IconPlugConnected };

function PhoneOf({ phone: of }: { phone: Agent['phone'] }) {
  const { t } = useTranslation();
  const Icon = ICONS[of.kind];
  return (
    <span className={css.phone}>
      <Icon size={15} stroke={1.7} aria-label={t(`agents.kind.${of.kind}`)} />
      {of.kind === 'number' && phone(of.e164)}
      {of.kind === 'registered' && <span className="dt-mono">{of.login}</span>}
      {of.kind === 'sip' && <span className="dt-mono dt-cut">{of.uri}</span>}
    </span>
  );
}
