// Opens a page case in a real browser, with whatever script shall swap its number, and tells what a person sees there.
import type { Viewed } from './browser.ts';
import { type PageCase, SITES } from './page-cases.ts';
import type { Website } from './page-servers.ts';

/** The last paragraph of every case's page: once the script has swapped this one it has been everywhere before. */
const LAST = 'last-number';

/** How long we look for the first swap, and then for what is wanted. */
export type Patience = { swapMs: number; seenMs: number };

/**
 * Loads the case's page with `head` (the script's tag), waits for its first swap, does what the case does and tells what
 * the case asks for: `wanted`, or what was there instead when patience ended. Rejects if the script did not swap at all.
 */
export async function seeCase(
  page: Viewed,
  website: Website,
  { one, head, patience }: { one: PageCase; head: string; patience: Patience },
): Promise<string> {
  const [{ find }] = SITES[one.site];
  for (const [path, html] of Object.entries(one.pages ?? {})) website.put(path, html);
  website.put(
    '/case',
    `<!doctype html><meta charset="utf-8">${one.head ?? '<title>Shop</title>'}${head}<body>${one.html}<p id="${LAST}">Phone ${find}</p>`,
  );
  await page.goto(`${website.origin}/case`);
  await page.waitForFunction(`!document.getElementById('${LAST}').textContent.includes('${find}')`, undefined, {
    timeout: patience.swapMs,
    polling: 20,
  });
  return String(await page.evaluate(looking(one, patience.seenMs)));
}

// What comes later is swapped before the next frame: two frames are enough for all but frames that load.
const looking = ({ act = '', read, wanted }: PageCase, seenMs: number): string => `(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  ${act};
  await frame(); await frame();
  const until = performance.now() + ${seenMs};
  for (;;) {
    let told;
    try { told = String(await (${read})) } catch (error) { told = String(error) }
    if (told === ${JSON.stringify(wanted)} || performance.now() > until) return told;
    await frame();
  }
})()`;
