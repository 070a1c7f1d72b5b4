// Static numbers that the site shows by rule, in the order in which they are asked for: before the pools.
import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { placements as placementsQuery, useNumbersChanged } from '../../api/numbers.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Panel } from '../../parts/room.tsx';
import { Failed, SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { phone } from '../../words/phone.ts';
import { moved } from '../install/target-drafts.ts';
import { PlacementForm } from './placement-form.tsx';
import { PlacementLine } from './placement-line.tsx';
import css from './placements.module.css';

export function Placements() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(placementsQuery(site.id));
  const [editing, setEditing] = useState<Placement | 'new' | null>(null);
  const [ending, setEnding] = useState<Placement | null>(null);
  const add = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
      onClick={() => setEditing('new')}
    >
      {t('placements.add')}
    </Button>
  );
  return (
    <Panel id="placements" title={t('placements.title')} hint={t('placements.hint')} aside={data && add}>
      {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
      {!data && !error && <Skeleton h={40} m={16} />}
      {data && data.length > 0 && <Ordered placements={data} onEdit={setEditing} onEnd={setEnding} />}
      {editing && (
        <PlacementForm
          placement={editing === 'new' ? null : editing}
          placed={data ?? []}
          onClose={() => setEditing(null)}
        />
      )}
      {ending && <EndPlacement placement={ending} onClose={() => setEnding(null)} />}
    </Panel>
  );
}

interface OrderedProps {
  placements: readonly Placement[];
  onEdit: (placement: Placement) => void;
  onEnd: (placement: Placement) => void;
}

function Ordered({ placements, onEdit, onEnd }: OrderedProps) {
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const order = useMutation({
    mutationFn: (numbers: string[]) => send('PUT', `/sites/${site.id}/placements/order`, { numbers }),
    onSettled: changed,
  });
  const inOrder = placements.toSorted((a, b) => a.position - b.position);
  const move = (at: number, by: -1 | 1) => order.mutate(moved(inOrder, at, by).map(({ numberId }) => numberId));
  return (
    <>
      <SaveFailed error={order.error} />
      <ol className={css.list}>
        {inOrder.map((placement, at) => (
          <PlacementLine
            key={placement.numberId}
            placement={placement}
            place={at + 1}
            onUp={at > 0 && !order.isPending ? () => move(at, -1) : null}
            onDown={at < inOrder.length - 1 && !order.isPending ? () => move(at, 1) : null}
            onEdit={() => onEdit(placement)}
            onEnd={() => onEnd(placement)}
          />
        ))}
      </ol>
    </>
  );
}

function EndPlacement({ placement, onClose }: { placement: Placement; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const end = useMutation({
    mutationFn: () => send('DELETE', `/sites/${site.id}/placements/${placement.numberId}`),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Confirm
      title={t('placements.remove', { number: phone(placement.number) })}
      hint={t('placements.removeHint')}
      action={t('placements.removeAction')}
      error={end.error}
      busy={end.isPending}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    />
  );
}
