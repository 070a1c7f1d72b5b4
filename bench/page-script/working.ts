// What a contestant costs the page's main thread, from the first byte until nothing of it is left to do.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { person } from '../../tests/support/browser.ts';
import type { Website } from '../../tests/support/page-servers.ts';
import { blocking, slowed, total, traced } from '../tracing.ts';
import type { Contestant } from './contestants.ts';
import type { ScriptServer } from './server.ts';
import { OLD, shopPage } from './shop-page.ts';

/** Milliseconds of the main thread: the scripts', and what all its tasks, the page's too, had beyond 50 ms each. */
export type Work = { script: number; blocking: number };

/** Until the answer, the swap and the end of waiting are over. */
const settleMs = (rate: number): number => (rate > 1 ? 900 : 600);
const TRIES = 3;

/** A person's first page, and a second one (on a slow processor only, else the same). `null`: a number was not swapped (the answer came too late, on a busy machine). */
export type Worked = { first: Work | null; repeat: Work | null };

export async function worked(
  browser: Browser,
  { one, website, server, rate }: { one: Contestant; website: Website; server: ScriptServer; rate: number },
): Promise<Worked> {
  website.put('/worked', shopPage(one.tag(server.origin, 'moscow')));
  let result: Worked = { first: null, repeat: null };
  for (let i = 0; i < TRIES && !(result.first && result.repeat); i++) result = await pages(browser, one, website, rate);
  return result;
}

async function pages(browser: Browser, one: Contestant, website: Website, rate: number): Promise<Worked> {
  const context = await person(browser);
  const page = await slowed(await context.newPage(), rate);
  const load = async (path: string): Promise<Work | null> => {
    const open = () => page.goto(website.origin + path).then(() => sleep(settleMs(rate)));
    const { script, tasks } = await traced(page, open);
    const isDone = one.does !== 'swap' || (await page.evaluate(IS_SWAPPED));
    return isDone ? { script: total(script), blocking: blocking(tasks) } : null;
  };
  const first = await load('/worked');
  const repeat = rate > 1 ? await load('/worked?again') : first; // at full speed there is little to see
  await context.close();
  return { first, repeat };
}

const IS_SWAPPED = `![...document.getElementsByClassName('number')].some((one) => one.textContent.includes('${OLD}'))`;
