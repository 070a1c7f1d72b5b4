// What Prometheus reads: figures of this process, and of deliveries in the database, which is asked at most every so often.
import { deliveriesWaiting } from '../reports/destinations.ts';
import type { Db } from '../store/database.ts';
import type { Refusals } from './house.ts';

/** Anyone may ask for the figures; the database need not answer each of them. */
const FRESH_MS = 15_000;

/** Text in Prometheus' exposition format 0.0.4; without what the database knows while it does not answer. */
export function openMetrics({ db, refusals }: { db: Db; refusals: Refusals }): () => Promise<string> {
  let kept: { at: number; text: Promise<string> } | undefined;
  const ofDeliveries = () => {
    if (!kept || performance.now() - kept.at > FRESH_MS)
      kept = {
        at: performance.now(),
        text: deliveriesWaiting(db).then(deliveryLines, () => ''),
      };
    return kept.text;
  };
  return async () => refusalLines(refusals) + (await ofDeliveries());
}

function refusalLines(refusals: Refusals): string {
  const lines = Object.entries(refusals).flatMap(([room, counter]) =>
    Object.entries(counter.totals()).map(
      ([reason, count]) => `dialtrace_refusals_total{room="${room}",reason="${reason}"} ${count}`,
    ),
  );
  return metric('refusals_total', 'counter', 'Requests and calls refused or dropped since the start, by reason', lines);
}

function deliveryLines(waiting: Awaited<ReturnType<typeof deliveriesWaiting>>): string {
  const counts = waiting.map(
    ({ kind, state, count }) => `dialtrace_deliveries{kind="${kind}",state="${state}"} ${count}`,
  );
  const ages = waiting.flatMap(({ kind, state, oldestSeconds }) =>
    state === 'due' && oldestSeconds !== null
      ? [`dialtrace_delivery_oldest_seconds{kind="${kind}"} ${Math.round(oldestSeconds)}`]
      : [],
  );
  return (
    metric('deliveries', 'gauge', 'Deliveries that are not over, and parked ones, by kind of destination', counts) +
    metric(
      'delivery_oldest_seconds',
      'gauge',
      'Age of the oldest delivery that could go now, by kind of destination',
      ages,
    )
  );
}

const metric = (name: string, type: 'counter' | 'gauge', help: string, lines: readonly string[]) =>
  `# HELP dialtrace_${name} ${help}\n# TYPE dialtrace_${name} ${type}\n${lines.map((line) => `${line}\n`).join('')}`;
