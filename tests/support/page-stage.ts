// What a test of the page script needs around it: a browser of a person, a website, and an answerer in Dialtrace's place.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildSnippet, type ScriptName } from '../../snippet/build.ts';
import { person } from './browser.ts';
import { type Answerer, type Reply, startAnswerer, startWebsite, type Website } from './page-servers.ts';

const VISITOR = '3f2c1b7a-0000-4000-8000-000000000001';
export const VISIT = '018f0000-0000-7000-8000-000000000002';

/** The answer to a view that shows this number in place of +74951234567. */
export const shows = (show: string, text: string, visit: string | null = VISIT): Reply => ({
  body: { visitor: VISITOR, visit, ttl: 1200, numbers: [{ find: '+74951234567', show, text }] },
});

export type Stage = {
  dialtrace: Answerer;
  website: Website;
  /** the page script's element, for a site of its own: nothing is remembered of other tests */
  tag(attributes?: string, script?: ScriptName): string;
  /** begins a test: `answer` is given to its views */
  begin(answer: Reply): void;
  close(): Promise<void>;
};

export async function startStage(script: ScriptName = 'dt.js'): Promise<Stage> {
  const dist = mkdtempSync(join(tmpdir(), 'dt-'));
  const built = Object.entries(await buildSnippet(dist)).map(([name, { file }]) => [name, readFileSync(file)]);
  const dialtrace = await startAnswerer(Object.fromEntries(built) as Record<ScriptName, Buffer>, () =>
    shows('+74957770001', '+7 495 777-00-01'),
  );
  rmSync(dist, { recursive: true });
  const website = await startWebsite();
  let sites = 0;
  const site = () => `shop${1000 + sites}`;
  return {
    dialtrace,
    website,
    tag: (attributes = '', name = script) =>
      `<script async src="${dialtrace.origin}/${name}" data-site="${site()}" ${attributes}></script>`,
    begin(answer) {
      sites++;
      dialtrace.reset(site());
      dialtrace.answerWith(() => answer);
    },
    async close() {
      await dialtrace.close();
      await website.close();
    },
  };
}

export type Watched = { context: BrowserContext; page: Page; errors: string[]; words: string[] };

/** A fresh person's page; what is thrown in it and what its console says as a warning or an error is kept. */
export async function openWatched(browser: Browser): Promise<Watched> {
  const context = await person(browser);
  const page = await context.newPage();
  const errors: string[] = [];
  const words: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (/warn|error|assert/.test(message.type()) && !/favicon/.test(message.location().url)) words.push(message.text());
  });
  return { context, page, errors, words };
}
