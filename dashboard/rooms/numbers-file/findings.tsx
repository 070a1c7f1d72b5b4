// What a file of numbers would change, row by row: errors first said, with the line they stand in.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumbersImport, NumbersImportRow } from '../../../src/api/wire.ts';
import { ToggleChip } from '../../parts/chips.tsx';
import { Chipped, type Tone } from '../../parts/mark.tsx';
import { phone, toE164 } from '../../words/phone.ts';
import css from './import-dialog.module.css';

const COUNTS = [
  { name: 'added', tone: 'good' },
  { name: 'changed', tone: 'accent' },
  { name: 'refused', tone: 'bad' },
  { name: 'same', tone: 'plain' },
] as const;

export function Findings({ found }: { found: NumbersImport }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const nothing = found.added + found.changed + found.refused === 0;
  const rows = found.rows.filter(({ action }) => all || action !== 'none');
  return (
    <>
      <div className={css.counts} role="status">
        {COUNTS.filter(({ name }) => found[name] > 0).map(({ name, tone }) => (
          <Chipped key={name} tone={tone}>
            {t(`numbersFile.${name}`, { count: found[name] })}
          </Chipped>
        ))}
        {found.same > 0 && !nothing && (
          <span className={css.all}>
            <ToggleChip label={t('numbersFile.showSame')} on={all} onChange={setAll} />
          </span>
        )}
      </div>
      {found.refused > 0 && <p className={css.mend}>{t('numbersFile.mend')}</p>}
      {nothing && <p className="dt-dim">{t('numbersFile.nothing')}</p>}
      {rows.length > 0 && <Rows rows={rows} />}
    </>
  );
}

const TONES: Record<NumbersImportRow['action'], Tone> = {
  add: 'good',
  change: 'accent',
  none: 'plain',
  refused: 'bad',
};

function Rows({ rows }: { rows: readonly NumbersImportRow[] }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.box} tabIndex={0} aria-label={t('numbersFile.change')}>
      <table className={css.table}>
        <thead>
          <tr>
            <th className={css.line}>{t('numbersFile.line')}</th>
            <th className={css.number}>{t('numbersFile.number')}</th>
            <th>{t('numbersFile.change')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              <td className={css.line}>{row.line}</td>
              <td className={css.number}>{written(row.number)}</td>
              <td>
                <Chipped tone={TONES[row.action]}>{t(`numbersFile.action.${row.action}`)}</Chipped>
                {row.error && <p className={css.error}>{row.error}</p>}
                {row.action === 'change' && <Changes row={row} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

// Columns are named as they stand in the file.
function Changes({ row }: { row: NumbersImportRow }) {
  const { t } = useTranslation();
  const say = (text: string) => text || t('numbersFile.empty');
  return (
    <ul className={css.changes}>
      {row.changes.map(({ column, from, to }) => (
        <li key={column}>
          <span className="dt-mono">{column}</span>: <span className={from ? css.from : 'dt-dim'}>{say(from)}</span> →{' '}
          {say(to)}
        </li>
      ))}
    </ul>
  );
}

function written(number: string): string {
  const e164 = toE164(number);
  return e164 ? phone(e164) : number;
}
