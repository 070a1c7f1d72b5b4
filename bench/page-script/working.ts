// What a contestant costs the page's main thread, from the first byte until nothing of it is left to do.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { person } from '../../tests/support/browser.ts';
import type { Website } from '../../tests/support/page-servers.ts';
import { blocking, slowed, total, traced } from '../tracing.ts';
import type { Contestant } from './contestants.ts';
import type { ScriptServer } from './server.ts';
import { shopPage } from './shop-page.ts';

/** Milliseconds of the main thread: the scripts', and what all its tasks, the page's too, had beyond 50 ms each. */
export type Work = { script: number; blocking: number };

const SETTLE_MS = 900; // the answer, the swap and the end of waiting are over

/** A person's first page, and a second one. */
export async function worked(
  browser: Browser,
  { one, website, server, rate }: { one: Contestant; website: Website; server: ScriptServer; rate: number },
): Promise<{ first: Work; repeat: Work }> {
  website.put('/worked', shopPage(one.tag(server.origin, 'moscow')));
  const context = await person(browser);
  const page = await slowed(await context.newPage(), rate);
  const load = async (path: string): Promise<Work> => {
    const { script, tasks } = await traced(page, () => page.goto(website.origin + path).then(() => sleep(SETTLE_MS)));
    return { script: total(script), blocking: blocking(tasks) };
  };
  const first = await load('/worked');
  const repeat = await load('/worked?again');
  await context.close();
  return { first, repeat };
}
