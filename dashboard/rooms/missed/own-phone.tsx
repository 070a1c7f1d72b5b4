// Whose phone rings first when this person calls. A person is no agent by name: it is chosen once and kept in this browser.
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { agents as agentsQuery } from '../../api/team.ts';
import { useHouse } from '../../shell/house-facts.ts';
import css from './own-phone.module.css';
import { useOwnPhone } from './use-own-phone.ts';

export function OwnPhone() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data: agents } = useQuery(agentsQuery(site.id));
  const [own, setOwn] = useOwnPhone(site.id);
  return (
    <Select
      className={css.own ?? ''}
      label={t('callBacks.callFrom')}
      data={[
        { value: '', label: t('callBacks.callFromAny') },
        ...(agents ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={agents?.some(({ id }) => id === own) ? own : ''}
      onChange={(agent) => setOwn(agent ?? '')}
      allowDeselect={false}
      title={t('callBacks.callFromHint')}
    />
  );
}
