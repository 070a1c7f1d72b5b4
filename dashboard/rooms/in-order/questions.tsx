// The three questions of a careful buyer: how many numbers stand each, and the answer for every number with its reason.
import { IconCircleCheck, IconCircleX, IconHelpCircle, type TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BuyerAnswer, NumbersInOrder } from '../../../src/api/wire.ts';
import { ToggleChip } from '../../parts/chips.tsx';
import { Marked, type Tone } from '../../parts/mark.tsx';
import { Panel } from '../../parts/room.tsx';
import { Empty } from '../../parts/states.tsx';
import { useWriting } from '../../shell/house-facts.ts';
import { phone } from '../../words/phone.ts';
import { answerReason, isInOrder, QUESTIONS } from './answers.ts';
import css from './questions.module.css';

export function Questions({ report }: { report: NumbersInOrder }) {
  const { t } = useTranslation();
  const [only, setOnly] = useState(false);
  const { totals } = report;
  const wanting = report.rows.filter((row) => !isInOrder(row));
  const rows = only ? wanting : [...wanting, ...report.rows.filter(isInOrder)];
  return (
    <Panel
      id="in-order"
      title={t('inOrder.title')}
      hint={t('inOrder.hint')}
      aside={totals.inOrder < totals.numbers && <ToggleChip label={t('inOrder.only')} on={only} onChange={setOnly} />}
    >
      {report.rows.length === 0 ? (
        <Empty compact title={t('inOrder.noNumbers')} hint={t('inOrder.noNumbersHint')} />
      ) : (
        <>
          <p className={css.summary}>
            {totals.inOrder === totals.numbers
              ? t('inOrder.allInOrder')
              : t('inOrder.summary', { inOrder: totals.inOrder, numbers: totals.numbers })}
          </p>
          <Counts report={report} />
          <Answers rows={rows} />
        </>
      )}
    </Panel>
  );
}

function Counts({ report }: { report: NumbersInOrder }) {
  const { t } = useTranslation();
  return (
    <dl className={css.counts}>
      {QUESTIONS.map((question) => (
        <div key={question}>
          <dt>{t(`inOrder.question.${question}`)}</dt>
          <dd>{t('inOrder.counts', report.totals[question])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Answers({ rows }: { rows: NumbersInOrder['rows'] }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.box} aria-label={t('inOrder.title')} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{t('inOrder.number')}</th>
            {QUESTIONS.map((question) => (
              <th key={question}>{t(`inOrder.short.${question}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Link to="/numbers" search={{ number: row.id }} className={css.number}>
                  {phone(row.e164)}
                </Link>
                {row.contract && <span className={css.operator}>{row.contract.operator}</span>}
              </th>
              {QUESTIONS.map((question) => (
                <td key={question} data-label={t(`inOrder.short.${question}`)}>
                  <Answer answer={row[question]} owner={row.capacityOwner} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const LOOKS: Record<BuyerAnswer['answer'], { tone: Tone; icon: TablerIcon }> = {
  yes: { tone: 'good', icon: IconCircleCheck },
  no: { tone: 'bad', icon: IconCircleX },
  unknown: { tone: 'plain', icon: IconHelpCircle },
};

function Answer({ answer, owner }: { answer: BuyerAnswer; owner: string | null }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  return (
    <Marked {...LOOKS[answer.answer]}>
      {t(`inOrder.answer.${answer.answer}`)}
      <span className={css.reason}>{answerReason(answer, owner, locale, t)}</span>
    </Marked>
  );
}
