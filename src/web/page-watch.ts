// What is asked of an open page beside its texts: what its policy stopped, which scripts of ours it has, whether it asks
// for consent. All of these run inside the page, sent as text: they must not use anything outside themselves. What comes
// back was made on a stranger's page: it is data to be shown, never believed.

export type RawScript = {
  /** whole; null: in the page's text */
  src: string | null;
  attributes: Record<string, string>;
  /** its text, if it is in the page */
  text: string | null;
  nonce: string | null;
};
export type Watched = {
  /** directives that stopped something, and what: an address, 'inline', 'eval' */
  violations: { directive: string; blocked: string }[];
  hasServiceWorker: boolean;
  swappedMs: number | null;
};
export type PageFacts = Watched & {
  scripts: RawScript[];
  /** policies in <meta> */
  policies: string[];
  consent: ('tcf' | 'google')[];
  isRunning: boolean;
};

type Listened = { addEventListener(name: string, run: (event: Record<string, unknown>) => void): void };
type Element = {
  src: string;
  nonce?: string;
  content?: string;
  nodeValue: string | null;
  textContent: string | null;
  parentElement: Element | null;
  attributes: Iterable<{ name: string; value: string }>;
  getAttribute(name: string): string | null;
};
type Observer = { observe(target: unknown, options: object): void; disconnect(): void };
type PageGlobals = {
  document: Listened & { querySelectorAll(selector: string): Iterable<Element> };
  navigator: { serviceWorker?: { register: unknown } };
  MutationObserver: new (run: (records: { target: Element; attributeName: string | null }[]) => void) => Observer;
  performance: { now(): number };
  self: unknown;
  top: unknown;
  dialtrace?: unknown;
  __tcfapi?: unknown;
  google_tag_data?: { ics?: { usedDefault?: boolean; active?: boolean } };
  dataLayer?: unknown;
};

export const WATCH = '__dialtraceWatch';

/** Before anything of the page runs. `samples`: national digits of the numbers that the check has the script show. */
export function watchPage({ samples, name }: { samples: string[]; name: string }): void {
  const page = globalThis as unknown as PageGlobals;
  if (page.self !== page.top) return;
  const watched: Watched = { violations: [], hasServiceWorker: false, swappedMs: null };
  Object.defineProperty(globalThis, name, { value: watched });
  page.document.addEventListener('securitypolicyviolation', ({ disposition, effectiveDirective, blockedURI }) => {
    if (disposition === 'enforce' && watched.violations.length < 50)
      watched.violations.push({ directive: String(effectiveDirective), blocked: String(blockedURI) });
  });
  // A service worker would answer for the page, and ask past the check. It is noted and not let in.
  if (page.navigator.serviceWorker)
    page.navigator.serviceWorker.register = () => {
      watched.hasServiceWorker = true;
      return new Promise(() => {});
    };
  const isSample = (text: string) => samples.some((sample) => text.replace(/\D/g, '').includes(sample));
  const observer = new page.MutationObserver((records) => {
    for (const { target, attributeName } of records) {
      const text = attributeName
        ? target.getAttribute(attributeName)
        : target.parentElement?.textContent?.slice(0, 1000);
      if (!isSample(text ?? '')) continue;
      watched.swappedMs = Math.round(page.performance.now());
      return observer.disconnect();
    }
  });
  const attributeFilter = ['href', 'title', 'alt', 'aria-label'];
  observer.observe(page.document, { subtree: true, characterData: true, attributeFilter });
}

/** When the page has settled. */
export function askPage(name: string): PageFacts {
  const page = globalThis as unknown as PageGlobals;
  const watched = (globalThis as unknown as Record<string, Watched | undefined>)[name];
  const scripts = [...page.document.querySelectorAll('script')].filter(
    (script) => /\/dt(-full)?\.js([?#]|$)/.test(script.src) || script.getAttribute('data-site') !== null,
  );
  const layer = Array.isArray(page.dataLayer) ? (page.dataLayer as unknown[]) : [];
  const isConsentMode = layer.some((entry) => (entry as Record<number, unknown> | null)?.[0] === 'consent');
  const policies = page.document.querySelectorAll('meta[http-equiv="content-security-policy" i]');
  return {
    violations: watched?.violations ?? [],
    hasServiceWorker: watched?.hasServiceWorker === true,
    swappedMs: watched?.swappedMs ?? null,
    scripts: scripts.slice(0, 20).map((script) => ({
      src: script.src || null,
      attributes: Object.fromEntries(
        [...script.attributes].map((one) => [one.name, one.value.slice(0, 8000)] as const).slice(0, 30),
      ),
      text: script.src ? null : (script.textContent ?? '').slice(0, 50_000),
      nonce: script.nonce || null,
    })),
    policies: [...policies].map((meta) => String(meta.content)).slice(0, 5),
    consent: [
      ...(typeof page.__tcfapi === 'function' ? (['tcf'] as const) : []),
      ...(isConsentMode ? (['google'] as const) : []),
    ],
    isRunning: typeof page.dialtrace === 'object' && page.dialtrace !== null,
  };
}
