// Which calls take this route: those of the site, of pools, of single numbers.
import { MultiSelect, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteCard } from '../../../src/api/wire.ts';
import { pools as poolsQuery, useNumbersChanged } from '../../api/numbers.ts';
import { numbers as numbersQuery } from '../../api/queries.ts';
import { assignRoute, routes as routesQuery } from '../../api/routes.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { Remark } from '../../parts/remark.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { phone } from '../../words/phone.ts';

export function ServesDialog({ card, onClose }: { card: RouteCard; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const client = useQueryClient();
  const numbersChanged = useNumbersChanged(site.id);
  const [all, setAll] = useState(card.serves.site);
  const [pools, setPools] = useState(() => card.serves.pools.map(({ id }) => id));
  const [numbers, setNumbers] = useState(() => card.serves.numbers.map(({ id }) => id));
  const { data: allPools = [] } = useQuery(poolsQuery(site.id));
  const { data: allNumbers = [] } = useQuery(numbersQuery(site.id));
  const { data: routes = [] } = useQuery(routesQuery(site.id));
  const others = routes.filter(({ id }) => id !== card.id).map(({ serves }) => serves);
  const moves =
    (all && others.some((serves) => serves.site)) ||
    others.some((serves) => serves.pools.some(({ id }) => pools.includes(id))) ||
    others.some((serves) => serves.numbers.some(({ id }) => numbers.includes(id)));
  const save = useMutation({
    mutationFn: () => assignRoute(site.id, card.id, { site: all, pools, numbers }),
    onSuccess: async (kept) => {
      client.setQueryData(['route', site.id, card.id], kept);
      await Promise.all([client.invalidateQueries({ queryKey: ['routes', site.id] }), numbersChanged()]);
      onClose();
    },
  });
  return (
    <FormDialog size={520} title={t('routes.servesForm.title')} save={save} action={t('action.save')} onClose={onClose}>
      <p className="dt-dim">{t('routes.servesForm.hint')}</p>
      <Switch
        label={t('routes.servesForm.site')}
        checked={all}
        onChange={(event) => setAll(event.currentTarget.checked)}
      />
      <MultiSelect
        label={t('routes.servesForm.pools')}
        data={allPools.map(({ id, name }) => ({ value: id, label: name }))}
        value={pools}
        onChange={setPools}
        searchable
      />
      <MultiSelect
        label={t('routes.servesForm.numbers')}
        data={allNumbers.map(({ id, e164 }) => ({ value: id, label: phone(e164) }))}
        value={numbers}
        onChange={setNumbers}
        searchable
      />
      {moves && <Remark tone="wait">{t('routes.servesForm.taken')}</Remark>}
    </FormDialog>
  );
}
