// The page script: asks Dialtrace for this visit's numbers, shows them, tells what the visitor does. Whatever goes wrong,
// the page keeps its own number and never hears of us.
import { bareAddress, campaignAddress, countersCookies } from './address.ts';
import { PLATFORMS, refusesBySignal } from './consent.ts';
import { handOver, takeHandedOver } from './hand-over.ts';
import { plain, printed, type Swap } from './number.ts';
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

type Kind = 'beat' | 'hide' | 'show' | 'tap' | 'copy' | 'close';
type Message = { t: Kind | 'view'; at: number; [key: string]: unknown };
type Listener = (numbers: Swap[]) => void;

// A second copy of the script does nothing. An element with the id `dialtrace` is no copy.
quiet(() => {
  if (!window.dialtrace?.onswap) window.dialtrace = start(document.currentScript as HTMLScriptElement);
})();

function start({ src, dataset: { site, consent, answer: given, host } }: HTMLScriptElement) {
  // A number that comes later than 800 ms may have been read already: it waits for the next page. Counted in two steps,
  // since on a busy page a due timer overtakes an answer that came in time.
  const PATIENCE_MS = 750;
  const PATIENCE_MORE_MS = 50;
  const BEAT_MS = 3e4;
  const IDLE_MS = 3e5;
  const PLATFORM_MS = 500;
  const LOOK_MS = 300;

  const endpoint = new URL('collect', src || host);
  const memory = `dialtrace${site}`;
  const listeners: Listener[] = [];
  const held: string[] = []; // numbers that the person has tapped or copied here: perhaps dialling this moment
  const chosen: DOMStringMap = FULL ? (document.currentScript as HTMLScriptElement).dataset : {};
  const isFree = FULL && chosen.refused === 'free'; // who may not be known gets a number by source only
  const isRefused = FULL && refusesBySignal(chosen.privacy);
  let isAllowed = !(consent || (FULL && isRefused));
  let handed = FULL && chosen.domains ? takeHandedOver() : undefined;
  let visit: Visit | undefined;
  let numbers: Swap[] = [];
  let unsent: Message[] = [];
  let told: string | undefined; // the route of the last view that was told of
  let pending: object | undefined; // the view whose answer we wait for
  let inputAt = Date.now();
  let tickAt = inputAt;

  // Goes out even when the page is left. Firefox before 133 has no keepalive: there a beacon takes what may be the last that
  // the page says (all but view, beat and show).
  const post = (message: Message): Promise<Answer> => {
    const body = JSON.stringify({
      site,
      ...(FULL && !isAllowed ? { consent: false } : { ids: countersCookies(document.cookie) }),
      ...message,
    });
    if (FULL && !/[bw]/.test(message.t) && !('keepalive' in Request.prototype))
      return navigator.sendBeacon(endpoint, body) as never;
    return fetch(endpoint, { method: 'POST', credentials: 'include', keepalive: true, body }).then((response) =>
      response.json(),
    );
  };

  const show = (next: Visit) => {
    const shown = FULL ? Object.values(next.numbers) : next.numbers;
    visit = next;
    if (JSON.stringify(shown) === JSON.stringify(numbers)) return;
    showNumbers(shown);
    numbers = shown;
    for (const listener of listeners) listener(numbers);
  };

  // A tab keeps to its own visit; a new tab goes on with the last one. Storage may be closed to us: then nothing is kept.
  // Lists are kept as objects: with Prototype.js, JSON.stringify makes texts of arrays.
  const keep = quiet((next: Visit) => {
    next.until = Date.now() + next.ttl * 1e3;
    sessionStorage[memory] = localStorage[memory] = JSON.stringify(
      FULL ? { ...next, numbers: { ...next.numbers } } : next,
    );
  });

  // A router's path may be in the fragment (#/contacts, #!/contacts); #top is a place on the page.
  const route = () => (FULL ? location.href.replace(/\?[^#]*|#(?!!?\/).*/g, '') : location.pathname);

  // A page view is told once, when it may be and somebody sees the page.
  const view = quiet(() => {
    const isKnown = !FULL || isAllowed;
    let known: Partial<Visit> = FULL && isKnown && handed ? handed : {};
    if (!(isAllowed || (FULL && isFree)) || told === route()) return;
    quiet(() => {
      if (!isKnown) return;
      known = JSON.parse(sessionStorage[memory] || localStorage[memory] || 0);
      if (FULL && handed && !(known.until! - known.ttl! * 1e3 > handed.at)) known = handed;
      if (known.until! > Date.now()) show(known as Visit);
    })();
    if (pending || document.hidden) return;
    const turn = FULL ? [...held] : {};
    const end = () => {
      if (pending !== turn) return;
      pending = undefined;
      view();
    };
    pending = turn;
    told = route();
    setTimeout(setTimeout, PATIENCE_MS, end, PATIENCE_MORE_MS);
    post({
      t: 'view',
      at: Date.now(),
      url: campaignAddress(location.href),
      ref: bareAddress(document.referrer),
      visitor: known.visitor,
      visit: known.visit,
      ...(FULL && { held: turn }),
      auto: navigator.webdriver,
      lang: navigator.language,
    })
      .then((answer) => {
        if (!answer.numbers || !(FULL ? isAllowed === isKnown : isAllowed)) return; // a problem, or too late
        if (FULL && held[(turn as string[]).length]) {
          told = undefined; // it knows nothing of what was tapped meanwhile: ask again
          return;
        }
        if (isKnown) keep(answer as Visit);
        if (pending === turn) show(answer as Visit);
      })
      .then(end, end);
  });

  const viewAgain = () => {
    if (!pending) told = undefined;
    view();
  };

  // Where the network is away (a phone in a call often has none), what happened is told later. A beat is not: there will
  // be others. After a long absence the number may be another visitor's by now, and `null` in answer means that it does
  // not work: ask again. Most answers are empty, which is a SyntaxError; no network is a TypeError.
  const tell = quiet((t: Kind) => {
    if (!visit!.visit) return;
    if (visit!.until > Date.now()) keep(visit!);
    else if (/[bw]/.test(t)) return viewAgain();
    const message: Message = { t, at: Date.now(), visit: visit!.visit };
    if (!FULL) {
      post(message).then((answer) => answer || viewAgain(), Object);
      return;
    }
    unsent.push(message);
    for (const message of unsent.splice(0))
      post({ ...message, ago: Date.now() - message.at }).then(
        (answer) => answer || viewAgain(),
        (error) => error.name > 'T' && message.t !== 'beat' && unsent.push(message),
      );
  });

  const setConsent = (isGiven: boolean) => {
    if (isGiven === isAllowed) return;
    isAllowed = isGiven;
    pending = visit = told = undefined;
    if (FULL) unsent = [];
    if (FULL && !isGiven) forget();
    view();
    if (!FULL && !isGiven) keep({} as Visit); // forget
  };

  // The page gets its own numbers back, unless the person has one of ours in hand.
  const forget = () => {
    handed = undefined;
    quiet(() => {
      delete sessionStorage[memory];
      delete localStorage[memory];
    })();
    if (held[0]) return;
    numbers = [];
    showNumbers(numbers);
  };

  const on = (names: string, run: (event: Event) => unknown) =>
    names.split(' ').map((name) => addEventListener(name, quiet(run), true));

  const isLong = (at: number) => Date.now() - at > IDLE_MS;
  const isIdle = () => isLong(inputAt) || document.hidden;

  const onReturn = () => {
    if (visit) tell(document.hidden ? 'hide' : 'show');
    else if (!document.hidden) viewAgain();
    view();
  };
  on('visibilitychange online', onReturn);
  on('pagehide', () => {
    tell('close');
    pending = visit = undefined; // no ‘hide’ after it
  });
  on('pageshow', () => visit || viewAgain()); // taken back from the cache
  on('pointermove keydown scroll click', () => {
    if (isIdle()) tell('beat');
    inputAt = Date.now();
  });
  // dt.js leaves to the server what it keeps in hand: the number that was tapped a moment ago is given again.
  // Our number in the person's hand is theirs: it does not change unless it stops working. A link whose menu is opened (a
  // long press) shows the number, as good as a copy.
  if (!FULL) {
    on('click', ({ target }) => {
      if (isMentioned((target as Element).closest<HTMLAnchorElement>(PHONE_LINK)!.href)) tell('tap');
    });
    on('copy', () => {
      if (isMentioned(getSelection())) tell('copy');
    });
  } else
    on('click contextmenu copy', (event) => {
      const link = (event.composedPath() as HTMLAnchorElement[]).find((element) => element.matches?.(PHONE_LINK));
      for (const { show, text } of numbers)
        if (printed(show, text).test(plain(event.type > 'cop' ? getSelection() : link!.href))) {
          held.push(show);
          tell(event.type < 'cm' ? 'tap' : 'copy');
        }
    });
  new MutationObserver(view).observe(document, { subtree: true, childList: true });
  setInterval(() => {
    if (FULL && isLong(tickAt)) onReturn(); // the machine was asleep (most say that the page was hidden, too)
    if (FULL) tickAt = Date.now();
    if (!isIdle()) tell('beat');
  }, BEAT_MS);
  if (FULL)
    quiet(() => {
      if (!given) return; // an error, even a quiet one, costs 3 ms on a slow phone
      const answer = JSON.parse(given); // the page's own server has asked
      keep(answer);
      show(answer);
      told = route();
    })();
  if (FULL && isFree && consent) {
    // Platforms mostly know at once what was said on an earlier page: it is better not to show one number after another.
    pending = listeners;
    setTimeout(() => {
      if (pending === listeners) pending = undefined;
      view();
    }, PLATFORM_MS);
  }
  const ask = FULL && !isRefused && PLATFORMS[consent!];
  if (FULL && ask) {
    // Platforms come before us or after, and people change their minds.
    const look = quiet(() => setConsent(ask() ?? isAllowed));
    setInterval(look, LOOK_MS);
    look();
  }
  if (FULL && chosen.domains) handOver(chosen.domains, on, () => visit?.visit && `${visit.visitor}.${visit.visit}`);
  view();

  return {
    /** The numbers shown on this page in place of its own. */
    numbers: () => numbers,
    /** This visitor and visit, and what other systems call them. */
    ids: (): Partial<Pick<Visit, 'visitor' | 'visit'>> => ({ ...visit }),
    /** `true` lets a page with data-consent begin; `false` stops everything and forgets what this browser keeps. */
    consent: setConsent,
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
