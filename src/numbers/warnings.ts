// Word of ends that are coming: contracts with operators, and the operators' licences.
import { daysLeft, type EndStage, endStage } from '../core/ending.ts';
import type { NoticeKind } from '../core/notice.ts';
import { type ContractRow, listEndingContracts } from '../store/contracts.ts';
import type { Db } from '../store/database.ts';
import { endNotices, latestNotice, openNotice } from '../store/notices.ts';

type Ending = ContractRow & { accountId: string };
type Warning = { contract: Ending; kind: NoticeKind; endsOn: string | null; today: string; newId: () => string };

/**
 * Opens, brings up to date and ends the notices of all accounts' contracts. Each stage is a notice of its own, one open
 * at a time: it comes back to who has put the earlier one away, and says again what nobody did anything about.
 */
export async function warnOfEnds(db: Db, { now, newId }: { now: Date; newId: () => string }): Promise<void> {
  const today = now.toISOString().slice(0, 10);
  for (const contract of await listEndingContracts(db)) {
    await warn(db, { contract, kind: 'contract-ends', endsOn: contract.endsOn, today, newId });
    await warn(db, { contract, kind: 'licence-ends', endsOn: contract.licenceEndsOn, today, newId });
  }
}

async function warn(db: Db, { contract, kind, endsOn, today, newId }: Warning): Promise<void> {
  const { accountId, id: subject, operator, contractNumber, licenceNumber } = contract;
  const days = endsOn === null ? null : daysLeft(endsOn, today);
  const stage = days === null || contract.numbers === 0 ? null : endStage(days);
  const latest = await latestNotice(db, { accountId, kind, subject });
  const isSaid = latest !== undefined && saysSame(latest.data, stage, endsOn);
  if (latest && !latest.ended && !isSaid) await endNotices(db, { accountId, kinds: [kind], subject });
  if (stage === null || (isSaid && latest.ended)) return; // too early, or a person has put it away
  const data = { operator, contractNumber, licenceNumber, endsOn, daysLeft: days, stage };
  await openNotice(db, { id: newId(), accountId, siteId: null, kind, subject, data });
}

function saysSame(data: Record<string, unknown>, stage: EndStage | null, endsOn: string | null): boolean {
  return data.stage === stage && data.endsOn === endsOn;
}
