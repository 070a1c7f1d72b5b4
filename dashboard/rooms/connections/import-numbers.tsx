// The operator's own list of numbers: those that are not here yet come into the site's inventory by one click.
import { Button, Checkbox, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection, OperatorImported } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { useNumbersChanged } from '../../api/numbers.ts';
import { operatorNumbers } from '../../api/queries.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failed, SaveFailed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { phone } from '../../words/phone.ts';
import css from './connections.module.css';

export function ImportNumbers({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useNumbersChanged(site.id);
  const { data, error, refetch } = useQuery(operatorNumbers(connection.id));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = (data ?? []).filter(({ e164, known }) => !known && !left.has(e164)).map(({ e164 }) => e164);
  const take = useMutation({
    mutationFn: () =>
      send<OperatorImported>('POST', `/connections/${connection.id}/import`, { site: site.id, numbers: chosen }),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  const toggle = (e164: string) => {
    const next = new Set(left);
    if (!next.delete(e164)) next.add(e164);
    setLeft(next);
  };
  return (
    <Dialog onClose={onClose} size={520} title={t('connections.importTitle', { name: connection.name })}>
      <div className={css.page}>
        {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
        {!data && !error && <Skeleton h={120} />}
        {data?.length === 0 && <p className="dt-dim">{t('connections.importNone')}</p>}
        <div className={css.numbers}>
          {data?.map(({ e164, region, known }) => (
            <Checkbox
              key={e164}
              label={[phone(e164), region, known && t('connections.importKnown')].filter(Boolean).join(' · ')}
              checked={!known && !left.has(e164)}
              disabled={known}
              onChange={() => toggle(e164)}
            />
          ))}
        </div>
        <p className="dt-dim dt-small">{t('connections.importHint')}</p>
        <SaveFailed error={take.error} />
        <div className={css.tools}>
          <Button onClick={() => take.mutate()} loading={take.isPending} disabled={chosen.length === 0}>
            {t('connections.importDo', { count: chosen.length })}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
