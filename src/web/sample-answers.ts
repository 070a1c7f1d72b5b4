// What stands where the server would: answers of the page script's views with sample numbers, and a script for pages that
// have none. Nothing of a check reaches the server's /collect.
import type { BrowserContext, Request } from 'playwright-core';
import { answeredNumber } from '../core/numbers/page-number.ts';
import type { Target } from './places.ts';

/** Answers views from now on. Gives the keys of the sites whose numbers were asked for, as they come. */
export async function answerViews(
  context: BrowserContext,
  { publicKey, targets }: { publicKey: string; targets: readonly Target[] },
): Promise<readonly string[]> {
  const keys: string[] = [];
  const numbers = targets.map(({ number, sample }) => answeredNumber({ find: number, show: sample }));
  // By the path alone: where the script's own server is, only the page knows.
  await context.route(
    (url) => url.pathname.endsWith('/collect'),
    async (route) => {
      const message = messageOf(route.request());
      if (!message) return route.continue();
      const origin = URL.parse(route.request().frame().url())?.origin ?? '*';
      const headers = { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
      if (message.t !== 'view') return route.fulfill({ status: 204, headers });
      keys.push(message.site);
      if (message.site !== publicKey) return route.fulfill({ status: 404, headers, json: { reason: 'unknown-site' } });
      // No visit: the script tells of nothing that happens.
      return route.fulfill({ headers, json: { visitor: null, visit: null, ttl: 300, numbers } });
    },
  );
  return keys;
}

function messageOf(request: Request): { t: string; site: string } | undefined {
  try {
    const { t, site } = JSON.parse(request.postData() ?? '') as Record<string, unknown>;
    return typeof t === 'string' && typeof site === 'string' ? { t, site } : undefined;
  } catch {
    return undefined; // somebody else's
  }
}

/**
 * The page script `code` as a page would have it. Runs as soon as the page has an element, before any script of its own.
 * It asks the page's own host, so that nothing but the page's policy could stop it, and that is passed by.
 */
export function trialScript(code: string, publicKey: string): string {
  return `if (self === top && /^http/.test(location.protocol)) {
  const run = () => {
    const script = document.createElement('script');
    script.src = location.origin + '/dialtrace-check/dt.js';
    script.dataset.site = ${JSON.stringify(publicKey)};
    Object.defineProperty(document, 'currentScript', { configurable: true, value: script });
    try {
      ${code}
    } finally {
      delete document.currentScript;
    }
  };
  const observer = new MutationObserver(() => {
    if (!document.documentElement) return;
    observer.disconnect();
    run();
  });
  if (document.documentElement) run();
  else observer.observe(document, { childList: true });
}`;
}
