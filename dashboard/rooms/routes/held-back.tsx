// What comes before every route: a caller who is taken for spam is held back, or let through and marked.
import { useTranslation } from 'react-i18next';
import type { WouldHappen } from '../../../src/api/wire.ts';
import { Remark } from '../../parts/remark.tsx';
import { spamReason } from '../../words/spam.ts';

export function HeldBack({ spam }: Pick<WouldHappen, 'spam'>) {
  const { t } = useTranslation();
  if (!spam) return null;
  return (
    <Remark tone={spam.heldBack ? 'bad' : 'wait'} title={t(`routes.whatIf.spam.${spam.heldBack ? 'held' : 'marked'}`)}>
      {spam.reasons.map((reason) => spamReason(reason, t)).join(', ')}
      {spam.heldBack && <p className="dt-dim dt-small">{t('routes.whatIf.spam.heldHint')}</p>}
    </Remark>
  );
}
