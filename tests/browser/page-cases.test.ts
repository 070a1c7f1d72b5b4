// The page script on every page case, in one browser session.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildSnippet } from '../../snippet/build.ts';
import { launch, person } from '../support/browser.ts';
import { seeCase } from '../support/page-case-runner.ts';
import { NOT_YET, PAGE_CASES, SITES } from '../support/page-cases.ts';
import { type Answerer, startAnswerer, startWebsite, type Website } from '../support/page-servers.ts';

const PATIENCE = { swapMs: 10_000, seenMs: 3000 };
const LITTLE_PATIENCE = { swapMs: 10_000, seenMs: 200 };

let browser: Browser;
let website: Website;
let page: Page;
let complaints: string[] = [];
const answerers: Partial<Record<'dt.js' | 'dt-full.js', Answerer>> = {};

before(async () => {
  const dist = mkdtempSync(join(tmpdir(), 'dt-'));
  const built = await buildSnippet(dist);
  for (const name of ['dt.js', 'dt-full.js'] as const) {
    // A site's key is the number of its case.
    answerers[name] = await startAnswerer(readFileSync(built[name].file), ({ site }) => ({
      body: { visitor: null, visit: null, ttl: 1200, numbers: SITES[PAGE_CASES[Number(site)]!.site] },
    }));
  }
  rmSync(dist, { recursive: true });
  website = await startWebsite();
  browser = await launch({ asPerson: true });
  page = await (await person(browser)).newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
});

after(async () => {
  await browser?.close();
  await website?.close();
  for (const answerer of Object.values(answerers)) await answerer.close();
});

for (const group of new Set(PAGE_CASES.map((one) => one.group))) {
  describe(group, () => {
    for (const [i, one] of PAGE_CASES.entries()) {
      if (one.group !== group) continue;
      const todo = NOT_YET.has(`${group}: ${one.name}`);
      test(one.name, { todo }, async () => {
        complaints = [];
        const { origin } = answerers[one.needs === 'full' ? 'dt-full.js' : 'dt.js']!;
        const head = `<script async src="${origin}/dt.js" data-site="${i}"></script>`;
        const seen = await seeCase(page, website, { one, head, patience: todo ? LITTLE_PATIENCE : PATIENCE });
        assert.equal(seen, one.wanted, one.html);
        assert.deepEqual(complaints, [], 'the page script threw into the page');
      });
    }
  });
}
