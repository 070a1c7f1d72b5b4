// The page script: asks Dialtrace for this visit's numbers, shows them, tells what the visitor does. Whatever goes wrong,
// the page keeps its own number and never hears of us.
import { bareAddress, campaignAddress, outsideIds } from './address.ts';
import type { Swap } from './number.ts';
import { isMentioned, PHONE_LINK, showNumbers } from './page.ts';
import { quiet } from './quiet.ts';

/** The answer of /collect; `visit` null: this page view has none; `ttl` in seconds. */
type Answer = { visitor: string | null; visit: string | null; numbers: Swap[]; ttl: number };

/** `until`: ms since the epoch; so long its numbers may be shown without asking. */
type Visit = Answer & { until: number };

declare global {
  interface Window {
    dialtrace?: ReturnType<typeof start>;
  }
}

type Activity = 'beat' | 'hide' | 'show' | 'tap' | 'copy' | 'close';
type Listener = (numbers: Swap[]) => void;

// A second copy of the script does nothing.
quiet(() => {
  window.dialtrace ||= start(document.currentScript as HTMLScriptElement);
})();

function start({ src, dataset: { site, consent } }: HTMLScriptElement) {
  // A number that comes later than 800 ms may have been read already: it waits for the next page. Counted in two steps,
  // since on a busy page a due timer overtakes an answer that came in time.
  const PATIENCE_MS = 750;
  const PATIENCE_MORE_MS = 50;
  const BEAT_MS = 3e4;
  const IDLE_MS = 3e5;

  const endpoint = new URL('collect', src);
  const memory = `dialtrace${site}`;
  const listeners: Listener[] = [];
  let isAllowed = consent !== 'wait';
  let visit: Visit | undefined;
  let numbers: Swap[] = [];
  let told: string | undefined; // the path of the last view that was told of
  let pending: object | undefined; // the view whose answer we wait for
  let inputAt = Date.now();

  // Goes out even when the page is left. Most answers to activity are empty, which is no JSON and ends here.
  const post = (message: Record<string, unknown>) => {
    message.site = site;
    return fetch(endpoint, {
      method: 'POST',
      credentials: 'include',
      keepalive: true,
      body: JSON.stringify(message),
    }).then((response) => response.json());
  };

  const show = (next: Visit) => {
    visit = next;
    if (JSON.stringify(next.numbers) === JSON.stringify(numbers)) return;
    showNumbers(next.numbers);
    numbers = next.numbers;
    for (const listener of listeners) listener(numbers);
  };

  // A tab keeps to its own visit; a new tab goes on with the last one. Storage may be closed to us: then nothing is kept.
  const keep = quiet((next: Visit) => {
    next.until = Date.now() + next.ttl * 1e3;
    sessionStorage[memory] = localStorage[memory] = JSON.stringify(next);
  });

  // A page view is told once, when it may be and somebody sees the page.
  const view = quiet(() => {
    let known: Partial<Visit> = {};
    if (!isAllowed) return;
    quiet(() => {
      known = JSON.parse(sessionStorage[memory] || localStorage[memory] || 0);
      if (known.until! > Date.now()) show(known as Visit);
    })();
    if (pending || document.hidden) return;
    const turn = {};
    const end = () => {
      if (pending !== turn) return;
      pending = undefined;
      onRoute();
    };
    pending = turn;
    told = location.pathname;
    setTimeout(() => setTimeout(end, PATIENCE_MORE_MS), PATIENCE_MS);
    post({
      t: 'view',
      url: campaignAddress(location.href),
      ref: bareAddress(document.referrer),
      visitor: known.visitor,
      visit: known.visit,
      ids: outsideIds(document.cookie),
      auto: navigator.webdriver,
      lang: navigator.language,
    })
      .then((answer) => {
        if (!answer.numbers || !isAllowed) return; // a problem, or too late
        keep(answer);
        if (pending === turn) show(answer);
      })
      .then(end, end);
  });

  const viewAgain = () => {
    told = undefined;
    view();
  };

  const onRoute = () => {
    if (told !== location.pathname) view();
  };

  // After a long absence the number may be another visitor's by now, and `null` in answer means that it does not work: ask again.
  const tell = quiet((t: Activity) => {
    const isOver = visit!.until < Date.now();
    if (!visit!.visit) return;
    keep(visit!);
    if (isOver) viewAgain();
    else post({ t, visit: visit!.visit }).then((answer) => answer || viewAgain(), Object);
  });

  const on = (names: string, run: (event: Event) => void) =>
    names.split(' ').map((name) => addEventListener(name, quiet(run), true));

  const isIdle = () => Date.now() - inputAt > IDLE_MS || document.hidden;

  on('visibilitychange', () => {
    tell(document.hidden ? 'hide' : 'show');
    onRoute();
  });
  on('pagehide', () => {
    tell('close');
    visit = undefined; // no ‘hide’ after it
  });
  on('pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) viewAgain();
  });
  on('pointermove keydown scroll click', () => {
    if (isIdle()) tell('beat');
    inputAt = Date.now();
  });
  on('click', ({ target }) => {
    if (isMentioned((target as Element).closest<HTMLAnchorElement>(PHONE_LINK)?.href)) tell('tap');
  });
  on('copy', () => {
    if (isMentioned(getSelection())) tell('copy');
  });
  on('popstate', onRoute);
  for (const method of ['pushState', 'replaceState'] as const) {
    const own = history[method];
    history[method] = (...args) => {
      own.apply(history, args);
      setTimeout(onRoute); // routers may redirect at once: only the last address is a view
    };
  }
  setInterval(() => {
    if (!isIdle()) tell('beat');
  }, BEAT_MS);
  view();

  return {
    /** The numbers shown on this page in place of its own. */
    numbers: () => numbers,
    /** This visitor and visit, and what other systems call them. */
    ids: () => ({ visitor: visit?.visitor, visit: visit?.visit, ...outsideIds(document.cookie) }),
    /** `true` lets a page with data-consent="wait" begin; `false` stops everything and forgets what this browser keeps. */
    consent(isGiven: boolean): void {
      if (isGiven === isAllowed) return;
      isAllowed = isGiven;
      pending = visit = undefined;
      if (isGiven) viewAgain();
      else keep({} as Visit); // forget
    },
    /** Reserved: nothing is sent yet. */
    event(): void {},
    /** Calls `listener` with the numbers each time other ones are shown, and at once if some are shown already. */
    onswap(listener: Listener): void {
      const calm = quiet(listener);
      listeners.push(calm);
      if (numbers[0]) calm(numbers);
    },
  };
}
