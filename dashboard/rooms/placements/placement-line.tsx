// One static number on the site: what it replaces, who sees it, and whose its calls are.
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../../src/api/wire.ts';
import { Marked } from '../../parts/mark.tsx';
import { Tool } from '../../parts/tool.tsx';
import { useLanguage } from '../../shell/house-facts.ts';
import { phone } from '../../words/phone.ts';
import { sourceWords } from '../../words/source.ts';
import { rulesOf } from '../pools/rules.ts';
import { audienceNames, takesAll } from './placement-words.ts';
import css from './placements.module.css';

interface PlacementLineProps {
  placement: Placement;
  place: number;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onEdit: () => void;
  onEnd: () => void;
}

export function PlacementLine({ placement, place, onUp, onDown, onEdit, onEnd }: PlacementLineProps) {
  const { t } = useTranslation();
  const number = phone(placement.number);
  return (
    <li className={css.line}>
      <div className={css.head}>
        <span className={css.place}>{place}</span>
        <Link to="/numbers" search={{ number: placement.numberId }} className={css.number}>
          {number}
        </Link>
        <span className="dt-dim">{t('placements.instead', { number: phone(placement.targetNumber) })}</span>
        <div className={css.tools}>
          <Tool label={t('placements.up', { number })} onClick={onUp}>
            <IconArrowUp size={16} stroke={1.7} />
          </Tool>
          <Tool label={t('placements.down', { number })} onClick={onDown}>
            <IconArrowDown size={16} stroke={1.7} />
          </Tool>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPencil size={14} stroke={1.7} aria-hidden />}
            onClick={onEdit}
          >
            {t('placements.edit')}
          </Button>
          <Tool label={`${t('placements.removeAction')} ${number}`} onClick={onEnd}>
            <IconTrash size={16} stroke={1.6} />
          </Tool>
        </div>
      </div>
      <Rule placement={placement} />
      {placement.outOfOrder && (
        <Marked tone="bad" icon={IconAlertTriangle}>
          {t('placements.outOfOrder')}
        </Marked>
      )}
      {takesAll(placement) && !placement.outOfOrder && (
        <Marked tone="wait" icon={IconAlertTriangle}>
          {t('placements.takesAll', { number: phone(placement.targetNumber) })}
        </Marked>
      )}
    </li>
  );
}

function Rule({ placement }: { placement: Placement }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const rules = rulesOf(placement.targeting, t);
  return (
    <div className={css.rules}>
      {audienceNames(placement.audiences, t).map((name) => (
        <span key={name} className={css.rule}>
          {name}
        </span>
      ))}
      {rules.length === 0 && <span className={css.rule}>{t('placements.anyVisit')}</span>}
      {rules.map(({ name, words }) => (
        <span key={name} className={css.rule}>
          <span className="dt-dim">{name}:</span> {words.join(', ')}
        </span>
      ))}
      <span className="dt-dim">
        {t('placements.credited', { source: sourceWords(placement.staticSource, t, language) })}
      </span>
    </div>
  );
}
