// Schedules: when the business is open and agents are on shift.
import { Button, Skeleton } from '@mantine/core';
import { IconCalendar, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../src/api/wire.ts';
import { send } from '../../api/client.ts';
import { schedules as schedulesQuery, useTeamChanged } from '../../api/team.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Panel } from '../../parts/room.tsx';
import { Empty, Failed } from '../../parts/states.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import css from './lists.module.css';
import { dayName, daysText } from './schedule-draft.ts';
import { ScheduleForm } from './schedule-form.tsx';

export function SchedulesPage() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { data, error, refetch } = useQuery(schedulesQuery(site.id));
  const [editing, setEditing] = useState<Schedule | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Schedule | null>(null);
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Skeleton h={200} radius="lg" />;
  return (
    <>
      {data.length === 0 ? (
        <NoSchedules onAdd={() => setEditing('new')} />
      ) : (
        <Panel
          id="schedules"
          title={t('team.tabs.schedules')}
          aside={
            <Button
              size="xs"
              leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
              onClick={() => setEditing('new')}
            >
              {t('schedules.add')}
            </Button>
          }
        >
          <ul className={css.list}>
            {data.map((schedule) => (
              <ScheduleRow
                key={schedule.id}
                schedule={schedule}
                onEdit={() => setEditing(schedule)}
                onDelete={() => setDeleting(schedule)}
              />
            ))}
          </ul>
        </Panel>
      )}
      {editing && <ScheduleForm schedule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && <DeleteSchedule schedule={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}

interface ScheduleRowProps {
  schedule: Schedule;
  onEdit: () => void;
  onDelete: () => void;
}

function ScheduleRow({ schedule: { name, weekly, dates }, onEdit, onDelete }: ScheduleRowProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  return (
    <li className={css.line}>
      <div className={css.who}>
        <span className={css.name}>{name}</span>
        {dates.length > 0 && <span className="dt-dim">{t('schedules.dateCount', { count: dates.length })}</span>}
      </div>
      <div className={css.facts}>
        {weekly.map(({ days, from, to }) => (
          <span key={`${days.join()} ${from} ${to}`}>
            {daysText(days, (day) => dayName(day, locale))} {from}–{to}
          </span>
        ))}
        {weekly.length === 0 && <span className="dt-dim">{t('schedules.closedAlways')}</span>}
      </div>
      <div className={css.tools}>
        <Tool label={t('schedules.edit', { name })} onClick={onEdit}>
          <IconPencil size={16} stroke={1.6} />
        </Tool>
        <Tool label={t('schedules.delete', { name })} onClick={onDelete}>
          <IconTrash size={16} stroke={1.6} />
        </Tool>
      </div>
    </li>
  );
}

function NoSchedules({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty icon={<IconCalendar size={22} stroke={1.5} />} title={t('schedules.none')} hint={t('schedules.noneHint')}>
        <Button onClick={onAdd}>{t('schedules.add')}</Button>
      </Empty>
    </Panel>
  );
}

function DeleteSchedule({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const changed = useTeamChanged(site.id);
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/schedules/${schedule.id}`),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Confirm
      title={t('schedules.deleteTitle', { name: schedule.name })}
      hint={t('schedules.deleteHint')}
      action={t('action.delete')}
      error={remove.error}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
