// The "+" on a way: what can be put there. At the end of a way also an existing step to go on with.
import { Menu } from '@mantine/core';
import { IconArrowDown, IconPlayerStop, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import css from './drawing.module.css';
import { useEditing } from './editing.ts';
import { inserted, redirected, targetsFor } from './edits.ts';
import { KIND_ICONS } from './kind-icons.ts';
import { isLast, newStep, STEP_KINDS, type StepKind } from './new-steps.ts';
import { laneWords, stepWords } from './step-words.ts';
import { type Place, refAt, stepOf } from './ways.ts';

interface AddStepProps {
  at: Place;
  /** The way ends here or leads to a step drawn elsewhere: it may be led elsewhere, too. */
  isEnd?: boolean;
}

export function AddStep({ at, isEnd = false }: AddStepProps) {
  const { t } = useTranslation();
  const { route, choices, edit, select, isFixed } = useEditing();
  const where = useWhere(at);
  if (isFixed) return <span className={css.wire} aria-hidden />;
  const add = (kind: StepKind) => {
    const made = inserted(route, at, newStep(kind, choices));
    edit(made.route);
    select(made.name, true);
  };
  return (
    <span className={css.wire}>
      <Menu position="bottom" width={360} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <button type="button" className={css.plus} aria-label={t('routes.edit.addStepHere', { where })}>
            <IconPlus size={14} stroke={2.2} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown className={css.menu ?? ''}>
          <Menu.Label>{t('routes.edit.addStep')}</Menu.Label>
          {STEP_KINDS.filter((kind) => isEnd || !isLast(kind)).map((kind) => (
            <KindItem key={kind} kind={kind} onClick={() => add(kind)} />
          ))}
          {isEnd && <OtherEnds at={at} />}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

function KindItem({ kind, onClick }: { kind: StepKind; onClick: () => void }) {
  const { t } = useTranslation();
  const Icon = KIND_ICONS[kind];
  return (
    <Menu.Item leftSection={<Icon size={18} stroke={1.6} aria-hidden />} onClick={onClick}>
      {t(`routes.kind.${kind}.name`)}
      <span className={css.kindHint}>{t(`routes.kind.${kind}.hint`)}</span>
    </Menu.Item>
  );
}

function OtherEnds({ at }: { at: Place }) {
  const { t } = useTranslation();
  const { route, drawing, edit } = useEditing();
  const targets = targetsFor(route, at).toSorted((a, b) => numberOf(a) - numberOf(b));
  function numberOf(name: string) {
    return drawing.numbers.get(name) ?? 0;
  }
  return (
    <>
      {targets.length > 0 && <Menu.Label>{t('routes.edit.goTo')}</Menu.Label>}
      {targets.map((name) => (
        <Menu.Item
          key={name}
          leftSection={<IconArrowDown size={16} stroke={1.6} aria-hidden />}
          onClick={() => edit(redirected(route, at, name))}
        >
          <StepLine name={name} n={numberOf(name)} />
        </Menu.Item>
      ))}
      {refAt(route, at) !== null && (
        <>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconPlayerStop size={16} stroke={1.6} aria-hidden />}
            onClick={() => edit(redirected(route, at, null))}
          >
            {t('routes.edit.endHere')}
          </Menu.Item>
        </>
      )}
    </>
  );
}

/** Which step it is, and what it does: several may ring people. */
function StepLine({ name, n }: { name: string; n: number }) {
  const { t } = useTranslation();
  const { route, choices } = useEditing();
  const step = stepOf(route, name);
  return (
    <>
      {t('routes.edit.step', { n, kind: t(`routes.kind.${step?.do ?? 'dial'}.name`) })}
      {step && <span className={css.kindHint}>{stepWords(step, choices.names, t)}</span>}
    </>
  );
}

/** The place in words, for those who hear the page. */
function useWhere(at: Place): string {
  const { t } = useTranslation();
  const { route, drawing, choices } = useEditing();
  if (at.of === 'start') return t('routes.edit.first');
  if (at.of === 'join') return t('routes.edit.beforeJoin');
  const [step, n] = [stepOf(route, at.step), drawing.numbers.get(at.step) ?? 0];
  if (!step || at.way === 'next' || step.do === 'dial') return t('routes.edit.after', { n });
  return t('routes.edit.inLane', { n, lane: laneWords(step, at.way, choices.names, t) });
}
