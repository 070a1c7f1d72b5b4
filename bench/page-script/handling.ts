// How many of the page cases a contestant handles.
import type { Browser } from 'playwright-core';
import { person } from '../../tests/support/browser.ts';
import { seeCase } from '../../tests/support/page-case-runner.ts';
import { PAGE_CASES, type PageCase, SITES } from '../../tests/support/page-cases.ts';
import { startWebsite } from '../../tests/support/page-servers.ts';
import type { Contestant } from './contestants.ts';
import type { ScriptServer } from './server.ts';

/** Cases where a person sees the right number; of these, those where all is as wanted: also the author's way to write it. */
export type Handled = { right: number; exact: number; missed: string[] };

const PATIENCE = { swapMs: 2500, seenMs: 200 };
const AT_ONCE = 2; // tabs; nothing is timed here

export async function handled(browser: Browser, one: Contestant, server: ScriptServer): Promise<Handled> {
  const result: Handled = { right: 0, exact: 0, missed: [] };
  const left = PAGE_CASES.map((page, i) => ({ page, site: `${page.site}-${i}` }));
  const tab = async () => {
    const website = await startWebsite(); // each tab its own: a page's path is the same in all
    const page = await (await person(browser)).newPage();
    for (let next = left.pop(); next; next = left.pop()) {
      const head = one.tag(server.origin, next.site);
      const see = () => seeCase(page, website, { one: next.page, head, patience: PATIENCE });
      const seen = await see().catch(see).catch(String); // once more: on a busy machine an answer may come too late
      if (seen === next.page.wanted) result.exact++;
      if (sameNumbers(seen, next.page)) result.right++;
      else result.missed.push(`${next.page.group}: ${next.page.name}`);
    }
    await page.context().close();
    await website.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, tab));
  return result;
}

// A peer writes the number its own way: then only the digits count, without what is dialled before the area code.
function sameNumbers(seen: string, { wanted, site }: PageCase): boolean {
  const national = SITES[site].flatMap(({ find, show }) => [find, show]).map((e164) => e164.replace(COUNTRY, ''));
  const prefix = new RegExp(`(?:\\+|00)?(?:[178]|\\d{2,3})?0?(?=${national.join('|')})`, 'g');
  const digits = (text: string) => text.replace(BETWEEN, '').replace(prefix, '');
  return digits(seen) === digits(wanted);
}

const COUNTRY = /^\+(?:[17]|375|380|\d\d)/;
const BETWEEN = /[\s()[\]./\-\xad\u00b7\u200b-\u2060\u2212\ufeff]/g;
