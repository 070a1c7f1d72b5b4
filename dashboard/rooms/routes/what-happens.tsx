// The answer to "what would happen": who calls, and each step the call would come to.
import { useTranslation } from 'react-i18next';
import type { WouldHappen } from '../../../src/api/wire.ts';
import { showCard, useEditing } from './editing.ts';
import { HeldBack } from './held-back.tsx';
import css from './route-page.module.css';
import { type TrailLine, trailHeading, trailWords } from './trail-words.ts';

export function WhatHappens({ answer }: { answer: WouldHappen }) {
  const { t } = useTranslation();
  return (
    <section className={css.answer} aria-label={t('routes.whatIf.trail')} aria-live="polite">
      <p className="dt-dim">{useCallerWords(answer.caller)}</p>
      <HeldBack spam={answer.spam} />
      {answer.route === null && <p>{t('routes.whatIf.line')}</p>}
      <ol className={css.trail}>
        {answer.trail.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an answer never changes
          <Line key={at} line={line} after={answer.trail[at - 1]} />
        ))}
      </ol>
      <p className="dt-dim dt-small">{t('routes.whatIf.lit')}</p>
    </section>
  );
}

const RINGS: ReadonlySet<string> = new Set(['rings', 'waits', 'goes-to-line']);

function Line({ line, after }: { line: TrailLine; after: TrailLine | undefined }) {
  const { t } = useTranslation();
  const { drawing } = useEditing();
  const heading = trailHeading(line, t);
  const n = heading === null ? undefined : drawing.numbers.get(line.step);
  return (
    <li>
      {n !== undefined && (
        <button
          type="button"
          className={css.trailStep}
          aria-label={t('routes.edit.toStep', { n })}
          onClick={() => showCard(line.step)}
        >
          {n}
        </button>
      )}
      <span>
        {after && RINGS.has(after.said) && <span className={css.unanswered}>{t('routes.whatIf.unanswered')}</span>}
        {heading && <strong className={css.trailKind}>{heading}</strong>}
        {trailWords(line, t)}
      </span>
    </li>
  );
}

function useCallerWords({ contact, earlierCalls, lastManager }: WouldHappen['caller']): string {
  const { t } = useTranslation();
  return [
    contact ? t('routes.whatIf.contact', { name: contact.name || '–' }) : t('routes.whatIf.unknownCaller'),
    contact?.vip ? t('routes.whatIf.vip') : null,
    earlierCalls > 0 ? t('routes.whatIf.earlier', { count: earlierCalls }) : t('routes.whatIf.firstCall'),
    lastManager ? t('routes.whatIf.lastManager', { name: lastManager.name }) : null,
  ]
    .filter(Boolean)
    .join(' · ');
}
