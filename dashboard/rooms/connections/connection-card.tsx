// One connection: where its calls come from or which addresses to enter there, its limits, and what was refused.
import { Button } from '@mantine/core';
import { IconDownload, IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Connection, ConnectionTest, OperatorFacts } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { CopyIcon } from '../../parts/copy.tsx';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { Panel } from '../../parts/room.tsx';
import { useProblemText } from '../../parts/states.tsx';
import { ago } from '../../words/format.ts';
import { LineTools } from '../in-order/contracts.tsx';
import css from './connections.module.css';
import { limitsOf } from './limits.ts';

const EVERY_MS = 15_000;

interface ConnectionCardProps {
  connection: Connection;
  /** Undefined: a SIP trunk, or not read yet. */
  facts: OperatorFacts | undefined;
  onEdit: () => void;
  onDelete: () => void;
  onImport: () => void;
}

export function ConnectionCard({ connection, facts, onEdit, onDelete, onImport }: ConnectionCardProps) {
  const { t } = useTranslation();
  const { id, name, kind, numbers } = connection;
  const isTrunk = kind === 'sip-trunk';
  const lists = facts?.capabilities.listsNumbers ?? false;
  const test = useMutation({ mutationFn: () => send<ConnectionTest>('POST', `/connections/${id}/test`) });
  return (
    <Panel
      id={`connection-${id}`}
      title={name}
      hint={[t(`connections.kindOf.${kind}`), t('inOrder.connections.numbers', { count: numbers })].join(' · ')}
      aside={
        <div className={css.tools}>
          {lists && (
            <>
              <Button
                size="xs"
                variant="default"
                loading={test.isPending}
                leftSection={<IconPlugConnected size={14} stroke={1.8} aria-hidden />}
                onClick={() => test.mutate()}
              >
                {t('connections.test')}
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconDownload size={14} stroke={1.8} aria-hidden />}
                onClick={onImport}
              >
                {t('connections.import')}
              </Button>
            </>
          )}
          <LineTools name={name} onEdit={onEdit} onDelete={onDelete} />
        </div>
      }
    >
      <div className={css.body}>
        <TestResult result={test.data} error={test.error} />
        {isTrunk && <TrunkFacts connection={connection} />}
        {!isTrunk && <Health connection={connection} />}
        {!isTrunk && (
          <div className={css.columns}>
            <HookAddresses connection={connection} />
            {facts && <Limits facts={facts} />}
          </div>
        )}
        <Refused connection={connection} />
      </div>
    </Panel>
  );
}

function TestResult({ result, error }: { result: ConnectionTest | undefined; error: unknown }) {
  const { t } = useTranslation();
  const problem = useProblemText(error);
  if (error)
    return (
      <Remark tone="bad" title={t('connections.testFailed')} alert>
        {problem}
      </Remark>
    );
  if (!result) return null;
  if (!result.ok)
    return (
      <Remark tone="bad" title={t('connections.testFailed')} alert>
        {result.detail}
      </Remark>
    );
  const { numbers } = result;
  const words = numbers === null ? t('connections.testOk') : t('connections.testOkNumbers', { count: numbers });
  return <Remark tone="good" title={words} alert />;
}

function TrunkFacts({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const { addresses, registerUri, registerUser, outboundUri, checkCaller, checksPerDay } = connection;
  const where = [
    ...addresses,
    ...(registerUri ? [t('connections.registers', { server: registerUri, user: registerUser ?? '' })] : []),
  ];
  const checks =
    outboundUri && checkCaller && checksPerDay > 0
      ? t('inOrder.connections.checksOn', {
          from: connection.checkFromHour,
          to: connection.checkToHour,
          days: connection.checkEveryDays,
          perDay: checksPerDay,
        })
      : t('inOrder.connections.checksOff');
  return (
    <div className={css.facts}>
      <span className="dt-mono">{where.join(', ') || t('connections.noAddresses')}</span>
      <span className="dt-dim">{checks}</span>
    </div>
  );
}

function Health({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const now = useNow(EVERY_MS);
  const taken = connection.outcomes.find(({ outcome }) => outcome === 'taken');
  const refused = connection.outcomes
    .filter(({ outcome }) => outcome !== 'taken')
    .reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={css.facts}>
      <span>{taken ? t('connections.lastEvent', { ago: ago(taken.lastAt, now, t) }) : t('connections.noEvents')}</span>
      {refused > 0 && <span className="dt-dim">{t('connections.refused', { count: refused })}</span>}
    </div>
  );
}

// An operator on the internet can't reach a name that only this machine knows.
const LOCAL = /^https?:\/\/(localhost|127\.|\[::1\])/;

function HookAddresses({ connection: { hooks, kind } }: { connection: Connection }) {
  const { t } = useTranslation();
  if (hooks.length === 0) return null;
  return (
    <div className={css.part}>
      <h3>{t('connections.hooks')}</h3>
      {hooks.map(({ name, url }) => (
        <div key={name} className={css.hook}>
          <span>{name}</span>
          <code title={url}>{url}</code>
          <CopyIcon text={url} label={t('connections.copyHook', { name })} />
        </div>
      ))}
      {kind !== 'pbx' && kind !== 'freeswitch' && hooks.some(({ url }) => LOCAL.test(url)) && (
        <Remark tone="wait">{t('connections.local')}</Remark>
      )}
      <p className="dt-dim dt-small">{t('connections.hooksHint')}</p>
      <p className="dt-dim dt-small">{t('connections.fallback')}</p>
    </div>
  );
}

function Limits({ facts }: { facts: OperatorFacts }) {
  const { t } = useTranslation();
  const limits = limitsOf(facts, t);
  if (limits.length === 0) return <p className="dt-dim">{t('connections.canAll')}</p>;
  return (
    <div className={css.part}>
      <h3>{t('connections.can')}</h3>
      <ul className={css.limits}>
        {limits.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </div>
  );
}

function Refused({ connection: { outcomes } }: { connection: Connection }) {
  const { t } = useTranslation();
  const now = useNow(EVERY_MS);
  const refused = outcomes.filter(({ outcome }) => outcome !== 'taken');
  if (refused.length === 0) return null;
  return (
    <div className={css.part}>
      <h3>{t('connections.refusedTitle')}</h3>
      {refused.map(({ outcome, count, lastAt, detail }) => (
        <div key={outcome}>
          {/* Reasons come from the server, so the key cannot be checked beforehand. */}
          {t(`connections.reason.${outcome}` as 'connections.reason.failed', { defaultValue: outcome })}
          <span className="dt-dim">
            {' '}
            · {count} × · {t('connections.lastAt', { ago: ago(lastAt, now, t) })}
            {detail && ` · ${detail}`}
          </span>
        </div>
      ))}
    </div>
  );
}
