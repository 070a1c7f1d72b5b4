// What a page's main thread did while something happened, from Chromium's own trace. The thread's own time is counted, so
// that other programs of the machine do not matter.
import type { Page } from 'playwright-core';

type TraceEvent = { name: string; ph: string; ts: number; dur?: number; tdur?: number; tid: number; pid: number };

/** Milliseconds of processor time, one figure for each stretch. */
export type MainThread = {
  /** compiling and running scripts, and what promises and observers call */
  script: number[];
  /** all tasks, whatever they did */
  tasks: number[];
};

const SCRIPT = new Set(['EvaluateScript', 'v8.compile', 'FunctionCall', 'RunMicrotasks', 'TimerFire', 'EventDispatch']);
const TASK = new Set(['RunTask', 'ThreadControllerImpl::RunTask']);
const CATEGORIES = ['toplevel', 'devtools.timeline', 'v8', 'v8.execute', '__metadata'];

/** A task longer than this is felt (the definition of a long task); the rest of it is "blocking time". */
const LONG_TASK_MS = 50;

/** What the page's main thread does during `act`, which loads a page. One trace at a time in a browser. */
export async function traced(page: Page, act: () => Promise<unknown>): Promise<MainThread> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const main = traceEvents.find(({ name }) => name === 'ParseHTML');
  const own = traceEvents.filter(({ ph, pid, tid }) => ph === 'X' && pid === main?.pid && tid === main.tid);
  return { script: lengths(own, SCRIPT), tasks: lengths(own, TASK) };
}

/** Milliseconds beyond 50 of each task, together. */
export const blocking = (tasks: number[]): number => total(tasks.map((length) => Math.max(0, length - LONG_TASK_MS)));

export const total = (lengths: number[]): number => lengths.reduce((sum, length) => sum + length, 0);

/** The page on a slower processor: its main thread rests so that all takes `rate` times as long. */
export async function slowed(page: Page, rate: number): Promise<Page> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  return page;
}

/** Of the events of these names those that lie in none of the others. */
function lengths(events: TraceEvent[], names: ReadonlySet<string>): number[] {
  let end = Number.NEGATIVE_INFINITY;
  return events
    .filter(({ name }) => names.has(name))
    .toSorted((one, other) => one.ts - other.ts || other.dur! - one.dur!)
    .filter(({ ts, dur = 0 }) => {
      if (ts < end) return false;
      end = ts + dur;
      return true;
    })
    .map(({ tdur = 0 }) => tdur / 1000);
}
