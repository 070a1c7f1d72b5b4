// The editor of one route: the drawing, and beside it the step that is chosen, a try-out, versions or JSON.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Route, RouteCard } from '../../../src/api/wire.ts';
import { route as routeQuery } from '../../api/routes.ts';
import { useRoomTitle } from '../../parts/room.tsx';
import { Failed } from '../../parts/states.tsx';
import { useHouse } from '../../shell/house-facts.ts';
import { DraftConflict } from './draft-conflict.tsx';
import { Drawing } from './drawing.tsx';
import { bringIntoSight, type Editing, EditingContext } from './editing.ts';
import { EditorHead } from './editor-head.tsx';
import { faultWords } from './fault-words.ts';
import { type Choices, useChoices } from './names.ts';
import { RouteFaults } from './route-faults.tsx';
import css from './route-page.module.css';
import { type Part, SidePanel } from './side-panel.tsx';
import { drawingOf } from './tree.ts';
import { useDraft } from './use-draft.ts';
import { useUndoKeys } from './use-undo-keys.ts';
import { VersionRemark } from './version-list.tsx';

export function RoutePage() {
  const { site } = useHouse();
  const { routeId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(routeQuery(site.id, routeId));
  const choices = useChoices();
  if (!data && error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data || !choices) return <Skeleton h={480} radius="lg" />;
  return <Editor key={data.id} card={data} choices={choices} />;
}

function Editor({ card, choices }: { card: RouteCard; choices: Choices }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const draft = useDraft(site.id, card);
  const [part, setPart] = useState<Part | null>(null);
  const [selected, setSelected] = useState<{ name: string; byKey: boolean } | null>(null);
  const [lit, setLit] = useState<ReadonlySet<string> | null>(null);
  const [older, setOlder] = useState<{ version: number; route: Route } | null>(null);
  const [refused, setRefused] = useState(false);
  useRoomTitle(card.name);
  useUndoKeys(draft);

  const route = older?.route ?? draft.route;
  const drawing = useMemo(() => drawingOf(route), [route]);
  const faults = useMemo(() => {
    const found = new Map<string, string[]>();
    for (const fault of older ? [] : card.faults)
      if (fault.step !== null)
        found.set(fault.step, [...(found.get(fault.step) ?? []), faultWords(fault, drawing.numbers, t)]);
    return found;
  }, [card.faults, older, drawing, t]);

  useEffect(() => {
    if (selected) bringIntoSight(selected.name);
  }, [selected]);

  const editing: Editing = {
    ...{ route, drawing, choices, faults, lit, isFixed: older !== null },
    selected: selected && Object.hasOwn(route.steps, selected.name) ? selected.name : null,
    select(name, byKey = false) {
      setSelected(name === null ? null : { name, byKey });
      setPart(name === null ? null : 'step');
    },
    edit(next, what) {
      draft.edit(next, what);
      setLit(null); // it may go another way now
    },
  };
  const show = (next: Part | null) => {
    setPart(next === part ? null : next);
    if (next !== 'step') setSelected(null);
    if (next !== 'versions') setOlder(null);
  };
  return (
    <EditingContext value={editing}>
      <div className={css.page}>
        <EditorHead card={card} draft={draft} part={part} onPart={show} onRefused={setRefused} isOld={older !== null} />
        <RouteFaults
          card={card}
          isRefused={refused && !older}
          numbers={drawing.numbers}
          onClose={() => setRefused(false)}
        />
        {draft.conflict && <DraftConflict conflict={draft.conflict} />}
        {older && <VersionRemark version={older.version} onBack={() => setOlder(null)} />}
        <div className={css.work} data-panel={part !== null || undefined}>
          <Drawing />
          <SidePanel
            {...{ card, draft, part, lit, onLit: setLit, onOlder: setOlder, older: older?.version ?? null }}
            focus={selected?.byKey ?? false}
            onClose={() => show(null)}
          />
        </div>
      </div>
    </EditingContext>
  );
}
