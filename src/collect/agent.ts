// What a browser's User-Agent says: a person's device, a crawler, or a browser driven by a program.
import Bowser from 'bowser';
import { isbot } from 'isbot';
import { cleanText } from '../core/text.ts';
import type { Device } from '../store/visits.ts';
import { createRecent } from './recent.ts';

export type Agent = {
  kind: 'person' | 'crawler' | 'automation';
  device: Device;
  os: string | null;
  browser: string | null;
};

const REMEMBERED = 5000; // distinct agents; a busy site sees a few thousand a day, each entry is about 1 KB
const LENGTH_LIMIT = 512; // real ones stay below 300; apps append lists of their own
const NAME_LIMIT = 60;
const AUTOMATION = /Headless|PhantomJS|Puppeteer|Playwright|Selenium|WebDriver|Cypress|SlimerJS/i;
const DEVICES: Readonly<Record<string, Device>> = { desktop: 'desktop', mobile: 'mobile', tablet: 'tablet' };

const remembered = createRecent<string, Agent>(REMEMBERED);

/** Reads a User-Agent header; none at all is a program. Reading costs 15 µs, so agents seen before are remembered. */
export function readAgent(header: string | undefined): Agent {
  const text = (header ?? '').slice(0, LENGTH_LIMIT);
  const known = remembered.get(text);
  if (known) return known;
  const agent = parseAgent(text);
  remembered.set(text, agent);
  return agent;
}

function parseAgent(text: string): Agent {
  if (text === '') return { kind: 'automation', device: 'other', os: null, browser: null };
  const { platform, os, browser } = Bowser.parse(text);
  return {
    // Crawlers' names also say "headless", so automation is told first.
    kind: AUTOMATION.test(text) ? 'automation' : isbot(text) ? 'crawler' : 'person',
    device: DEVICES[platform.type ?? ''] ?? 'other',
    os: cleanText([os.name, os.versionName ?? os.version].filter(Boolean).join(' '), NAME_LIMIT),
    browser: cleanText([browser.name, browser.version?.split('.')[0]].filter(Boolean).join(' '), NAME_LIMIT),
  };
}
