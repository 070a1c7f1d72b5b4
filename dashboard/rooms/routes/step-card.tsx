// A step on the drawing: what it does in a sentence, its limit, its faults, and what can be done with it.
import { ActionIcon, Menu } from '@mantine/core';
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import css from './drawing.module.css';
import { cardId, useEditing } from './editing.ts';
import { movedUp, removed } from './edits.ts';
import { KIND_ICONS } from './kind-icons.ts';
import { limitWords, stepWords } from './step-words.ts';
import type { Card } from './tree.ts';

interface StepCardProps {
  card: Card;
  /** The cards beside it in its run. */
  before: string | null;
  after: string | null;
}

export function StepCard({ card: { name, step }, before, after }: StepCardProps) {
  const { t } = useTranslation();
  const { route, drawing, choices, faults, lit, selected, select, edit, isFixed } = useEditing();
  const n = drawing.numbers.get(name) ?? 0;
  const wrong = faults.get(name) ?? [];
  const Icon = KIND_ICONS[step.do];
  const remove = () => {
    edit(removed(route, name));
    if (selected === name) select(null);
  };
  const press = (event: KeyboardEvent) => {
    if (isFixed || (event.key !== 'Delete' && event.key !== 'Backspace')) return;
    event.preventDefault();
    remove();
  };
  const limit = limitWords(step, drawing.numbers, t);
  return (
    <div
      id={cardId(name)}
      className={css.card}
      data-kind={step.do}
      data-selected={selected === name || undefined}
      data-faulty={wrong.length > 0 || undefined}
      data-lit={lit?.has(name) || undefined}
      data-unlit={(lit && !lit.has(name)) || undefined}
    >
      <button
        type="button"
        data-face
        className={css.face}
        aria-expanded={selected === name}
        onClick={(event) => select(name, event.detail === 0)}
        onKeyDown={press}
      >
        <span className={css.icon}>
          <Icon size={18} stroke={1.7} aria-hidden />
        </span>
        <span className={css.words}>
          <span className={css.kind}>
            <span className={css.number}>{n}</span> {t(`routes.kind.${step.do}.name`)}
          </span>
          <span className={css.says}>{stepWords(step, choices.names, t)}</span>
          {limit && <span className={css.limit}>{limit}</span>}
          {wrong.map((words) => (
            <span key={words} className={css.fault}>
              <IconAlertTriangle size={14} stroke={1.9} aria-hidden />
              <span>{words}</span>
            </span>
          ))}
        </span>
      </button>
      {!isFixed && (
        <Menu position="bottom-end" width={180}>
          <Menu.Target>
            <ActionIcon size={28} className={css.tools ?? ''} aria-label={t('routes.edit.tools', { n })}>
              <IconDots size={16} stroke={1.8} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={16} stroke={1.6} />} onClick={() => select(name, true)}>
              {t('action.edit')}
            </Menu.Item>
            <MoveItem
              icon={<IconArrowUp size={16} stroke={1.6} />}
              words={t('routes.edit.up')}
              upper={before}
              lower={name}
            />
            <MoveItem
              icon={<IconArrowDown size={16} stroke={1.6} />}
              words={t('routes.edit.down')}
              upper={name}
              lower={after}
            />
            <Menu.Item leftSection={<IconTrash size={16} stroke={1.6} />} onClick={remove}>
              {t('routes.edit.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

interface MoveItemProps {
  icon: React.ReactNode;
  words: string;
  upper: string | null;
  lower: string | null;
}

function MoveItem({ icon, words, upper, lower }: MoveItemProps) {
  const { route, edit } = useEditing();
  const moved = lower === null ? null : movedUp(route, lower, upper);
  return (
    <Menu.Item leftSection={icon} disabled={!moved} onClick={() => moved && edit(moved)}>
      {words}
    </Menu.Item>
  );
}
