// Events told in one request, each kept as told; a batch that is refused for one of them is told one by one.
import { type DestinationTold, type Item, type Outcome, Unanswered, type Way } from '../../port.ts';
import { type Choosing, chooseEvent, type ServerEvent } from './choosing.ts';

export type Telling = {
  choosing: Choosing;
  /** one request; what becomes of all that is in it */
  send(events: readonly ServerEvent[]): Promise<Outcome>;
};
type Ready = { n: number; item: Item; event: ServerEvent };

export async function tellEach(
  items: readonly Item[],
  to: DestinationTold,
  way: Way,
  telling: Telling,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = items.map(() => ({ kind: 'done' }));
  const ready: Ready[] = [];
  for (const [n, item] of items.entries()) {
    const chosen = await chooseEvent(item, to, way, telling.choosing);
    if (chosen.kind === 'over') outcomes[n] = chosen.outcome;
    else ready.push({ n, item, event: chosen.event });
  }
  for (const { n, outcome } of await tell(ready, way, telling)) outcomes[n] = outcome;
  return outcomes;
}

async function tell(ready: readonly Ready[], way: Way, telling: Telling): Promise<{ n: number; outcome: Outcome }[]> {
  if (ready.length === 0) return [];
  const outcome = await asked(ready, way, () => telling.send(ready.map(({ event }) => event)));
  if (outcome.kind === 'refused' && ready.length > 1)
    return (await inTurn(ready, (one) => tellAlone(one, way, telling))).flat();
  if (outcome.kind === 'done') await inTurn(ready, ({ event }) => way.link('event', event.id, way.now().toISOString()));
  return ready.map(({ n, event }) => ({
    n,
    outcome: outcome.kind === 'done' ? { kind: 'done', farId: event.id } : outcome,
  }));
}

/** What went before in the same batch has arrived, whatever becomes of this one. */
async function tellAlone(one: Ready, way: Way, telling: Telling): Promise<{ n: number; outcome: Outcome }[]> {
  try {
    return await tell([one], way, telling);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return [{ n: one.n, outcome: { kind: 'later', reason: error.reason } }];
  }
}

async function asked(ready: readonly Ready[], way: Way, ask: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Unanswered && (error.reason === 'timed-out' || error.reason === 'cut-off'))
      await inTurn(ready, async ({ item }) => {
        if (item.memo.mayHaveArrived === undefined) await way.note(item, { mayHaveArrived: way.now().toISOString() });
      });
    throw error;
  }
}

async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const one of all) done.push(await work(one));
  return done;
}
