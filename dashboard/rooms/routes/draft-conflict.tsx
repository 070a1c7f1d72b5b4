// Two people draw the same route: who has saved another drawing, and the choice between theirs and one's own.
import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../parts/now.ts';
import { Remark } from '../../parts/remark.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { dateTime } from '../../words/format.ts';
import type { Conflict } from './use-draft.ts';

export function DraftConflict({ conflict: { theirs, take, keep } }: { conflict: Conflict }) {
  const { t } = useTranslation();
  const writing = useWriting();
  const now = useNow(60_000);
  const date = dateTime(theirs.draftAt, writing, now);
  const { draftBy: by } = theirs;
  return (
    <Remark
      tone="wait"
      alert
      title={by ? t('routes.conflict.by', { by, date }) : t('routes.conflict.somebody', { date })}
      aside={
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={take}>
            {t('routes.conflict.take')}
          </Button>
          <Button size="xs" variant="default" onClick={keep}>
            {t('routes.conflict.keep')}
          </Button>
        </Group>
      }
    >
      {t('routes.conflict.hint')}
    </Remark>
  );
}
