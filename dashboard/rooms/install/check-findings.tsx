// What stands in the script's way on a page, what must be mended first; lines to be copied where they help.
import { useTranslation } from 'react-i18next';
import type { CspAdvice, InstallCheck, InstallFinding } from '../../../src/api/wire.ts';
import { CopyBlock } from '../../parts/copy.tsx';
import { Remark } from '../../parts/remark.tsx';
import css from './check-report.module.css';

const ORDER = ['bad', 'warn', 'info'] as const;
const TONES = { bad: 'bad', warn: 'wait', info: 'plain' } as const;

export function CheckFindings({ report }: { report: InstallCheck }) {
  const { t } = useTranslation();
  const sorted = report.findings.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const platforms: Record<string, string> = t('installCheck.platform', { returnObjects: true });
  const subjectOf = ({ kind, subject }: InstallFinding) =>
    kind === 'consent-platform' ? (platforms[subject ?? ''] ?? subject ?? '') : (subject ?? '');
  return sorted.map((finding) => (
    <div key={`${finding.kind} ${finding.subject}`} className={css.finding}>
      <Remark tone={TONES[finding.severity]}>
        <span className={css.words}>{t(`installCheck.finding.${finding.kind}`, { subject: subjectOf(finding) })}</span>
      </Remark>
      {adviceOf(finding, report.csp).map((advice) => (
        <PolicyLine key={advice.from + advice.directive + advice.line} advice={advice} />
      ))}
    </div>
  ));
}

const DIRECTIVES: Partial<Record<InstallFinding['kind'], CspAdvice['directive']>> = {
  'csp-script': 'script-src',
  'csp-collect': 'connect-src',
};

const adviceOf = ({ kind, subject }: InstallFinding, csp: readonly CspAdvice[]): CspAdvice[] =>
  csp.filter((advice) => advice.directive === DIRECTIVES[kind] && (advice.line ?? advice.add) === subject);

function PolicyLine({ advice: { from, line, add } }: { advice: CspAdvice }) {
  const { t } = useTranslation();
  return (
    <div className={css.policy}>
      <span>{t(`installCheck.csp.${line === null ? 'nonce' : from}`)}</span>
      <CopyBlock text={line ?? add} />
    </div>
  );
}
