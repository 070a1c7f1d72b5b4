// One click calls a missed caller back, and says what happens now or why it can't.
import { Button } from '@mantine/core';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallBack, PlacedCall } from '../../../src/api/wire.ts';
import { ApiProblem, send } from '../../api/client.ts';
import { useCallBacksChanged } from '../../api/missed.ts';
import { agents as agentsQuery } from '../../api/team.ts';
import { useProblemText } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { phone } from '../../words/phone.ts';
import css from './task-row.module.css';
import { useOwnPhone } from './use-own-phone.ts';

export function CallNow({ task, who }: { task: CallBack; who: string }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const [own] = useOwnPhone(site.id);
  const { data: agents = [] } = useQuery(agentsQuery(site.id));
  const changed = useCallBacksChanged(site.id);
  const call = useMutation({
    mutationFn: () => send<PlacedCall>('POST', `/call-backs/${task.id}/call`, own ? { agent: own } : {}),
    onSettled: changed,
  });
  const agent = agents.find(({ id }) => id === call.data?.agentId);
  return (
    <>
      <Button
        size="xs"
        leftSection={<IconPhoneOutgoing size={15} stroke={1.8} aria-hidden />}
        loading={call.isPending}
        disabled={task.isCalling}
        onClick={() => call.mutate()}
        aria-label={t('callBacks.callOf', { who })}
      >
        {t('callBacks.call')}
      </Button>
      {call.data && (
        <div className={css.said} role="status">
          {agent && agent.id !== own
            ? t('callBacks.placedAgent', { agent: agent.name, number: phone(call.data.number) })
            : t('callBacks.placed', { number: phone(call.data.number) })}
        </div>
      )}
      {call.error && <Refused error={call.error} />}
    </>
  );
}

const KNOWN_REFUSALS = [
  ...['nobody-free', 'agent-is-talking', 'client-is-on-the-line', 'number-places-no-calls', 'no-number'],
  ...['no-such-agent', 'no-such-number', 'nobody-to-call'],
] as readonly string[];

/** Why a task can't be called or opened. */
export function Refused({ error }: { error: Error }) {
  const { t } = useTranslation();
  const plain = useProblemText(error);
  const reason = error instanceof ApiProblem && KNOWN_REFUSALS.includes(error.reason) ? error.reason : null;
  return (
    <div className={css.said} role="alert" data-bad>
      {reason ? t(`callBacks.refused.${reason}` as 'callBacks.refused.nobody-free') : plain}
    </div>
  );
}
