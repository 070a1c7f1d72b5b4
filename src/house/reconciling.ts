// What operators' requests have lost is looked up at the operators themselves: soon where a call does not end, and
// every few hours anyway.
import type { CallFact } from '../core/call.ts';
import { oldestOpenCall } from '../store/calls.ts';
import type { Db } from '../store/database.ts';
import { type Connected, connectionOf, providerOf } from './operators.ts';

type ReconcilingOptions = {
  db: Db;
  connected: () => readonly Connected[];
  /** calls to other numbers of the operator's account are no business of ours */
  isOurs: (did: string) => boolean;
  tell: (provider: string, facts: readonly CallFact[]) => Promise<void>;
  log: (message: string, error?: unknown) => void;
};

const EVERY_MS = 5 * 60_000;
const ANYWAY_MS = 6 * 3_600_000;
const LATE_MS = 10 * 60_000; // most calls are over by then
const MARGIN_MS = 60_000; // the operator's clock

/** Runs until the returned function is called. */
export function startReconciling({ db, connected, isOurs, tell, log }: ReconcilingOptions): () => void {
  const asked = new Map<string, number>();
  const look = async (row: Connected) => {
    if (!row.operator.reconcile) return;
    const now = Date.now();
    const open = await oldestOpenCall(db, providerOf(row), new Date(now - LATE_MS));
    const last = asked.get(row.id) ?? now - ANYWAY_MS;
    if (!open && now - last < ANYWAY_MS) return;
    const from = new Date(Math.min(open?.getTime() ?? now, last) - MARGIN_MS);
    const facts = await row.operator.reconcile({ from, to: new Date(now) }, connectionOf(row));
    asked.set(row.id, now);
    const foreign = new Set(
      facts.flatMap((fact) => (fact.kind !== 'offered' || isOurs(fact.did) ? [] : [fact.providerCallId])),
    );
    await tell(
      providerOf(row),
      facts.filter((fact) => !foreign.has(fact.providerCallId)),
    );
  };
  const lookAtAll = async () => {
    for (const row of connected())
      await look(row).catch((error) => log(`${row.name}: past calls could not be asked for`, error));
  };
  const timer = setInterval(lookAtAll, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
