// Beside the drawing, on a phone over it: the step that is chosen, a try-out, the versions, or the route as JSON.
import { ActionIcon, Drawer } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Route, RouteCard } from '../../../src/api/wire.ts';
import { useWide } from '../../parts/wide.ts';
import { DraftConflict } from './draft-conflict.tsx';
import { useEditing } from './editing.ts';
import { JsonView } from './json-view.tsx';
import css from './route-page.module.css';
import { StepForm } from './step-form.tsx';
import type { Draft } from './use-draft.ts';
import { VersionList } from './version-list.tsx';
import { stepOf } from './ways.ts';
import { WhatIf } from './what-if.tsx';

export type Part = 'step' | 'try' | 'versions' | 'json';

interface SidePanelProps {
  card: RouteCard;
  draft: Draft;
  part: Part | null;
  lit: ReadonlySet<string> | null;
  onLit: (lit: ReadonlySet<string> | null) => void;
  older: number | null;
  onOlder: (older: { version: number; route: Route } | null) => void;
  /** The panel was opened by keyboard: it takes the focus. */
  focus: boolean;
  onClose: () => void;
}

export function SidePanel({ part, focus, onClose, ...rest }: SidePanelProps) {
  const { t } = useTranslation();
  const wide = useWide();
  const { selected } = useEditing();
  const title = useTitle(part);
  if (part === null || (part === 'step' && selected === null)) return null;
  const content = <Content part={part} onClose={onClose} {...rest} />;
  if (!wide)
    return (
      <Drawer
        opened
        onClose={onClose}
        position="bottom"
        size="82%"
        title={title}
        closeButtonProps={{ 'aria-label': t('routes.edit.close') }}
      >
        {rest.draft.conflict && <DraftConflict conflict={rest.draft.conflict} />}
        {content}
      </Drawer>
    );
  return (
    <Aside title={title} focusOn={focus ? `${part} ${selected}` : null} onClose={onClose}>
      {content}
    </Aside>
  );
}

interface AsideProps {
  title: string;
  /** Changes whenever the focus shall come here; null: it stays where it is. */
  focusOn: string | null;
  onClose: () => void;
  children: ReactNode;
}

function Aside({ title, focusOn, onClose, children }: AsideProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focusOn !== null) heading.current?.focus();
  }, [focusOn]);
  return (
    <aside className={css.panel} aria-label={title}>
      <div className={css.panelHead}>
        <h2 tabIndex={-1} ref={heading}>
          {title}
        </h2>
        <ActionIcon size={30} onClick={onClose} aria-label={t('routes.edit.close')}>
          <IconX size={17} stroke={1.7} />
        </ActionIcon>
      </div>
      {children}
    </aside>
  );
}

function useTitle(part: Part | null): string {
  const { t } = useTranslation();
  const { route, drawing, selected } = useEditing();
  if (part === 'try') return t('routes.whatIf.title');
  if (part === 'versions') return t('routes.versions.title');
  if (part === 'json') return t('routes.json.title');
  const step = selected === null ? undefined : stepOf(route, selected);
  const n = drawing.numbers.get(selected ?? '') ?? 0;
  return step ? t('routes.edit.step', { n, kind: t(`routes.kind.${step.do}.name`) }) : '';
}

type ContentProps = Omit<SidePanelProps, 'focus' | 'part'> & { part: Part };

function Content({ part, card, draft, lit, onLit, older, onOlder, onClose }: ContentProps) {
  const { t } = useTranslation();
  const { route, drawing, selected, isFixed } = useEditing();
  switch (part) {
    case 'try':
      return <WhatIf card={card} lit={lit} onLit={onLit} />;
    case 'versions':
      return <VersionList card={card} draft={draft} older={older} onOlder={onOlder} />;
    case 'json':
      return <JsonView key={JSON.stringify(route)} onTaken={onClose} />;
    case 'step': {
      const step = selected === null ? undefined : stepOf(route, selected);
      if (!step || selected === null) return null;
      return (
        <fieldset
          disabled={isFixed}
          className={css.fields}
          aria-label={t('routes.edit.change', { n: drawing.numbers.get(selected) ?? 0 })}
        >
          <StepForm key={selected} name={selected} step={step} />
        </fieldset>
      );
    }
    default:
      return part satisfies never;
  }
}
