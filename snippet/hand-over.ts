// Hands the visit over to the owner's other domains: by a parameter of the links that lead there, which is taken out of the
// address on arrival. Only in dt-full.js.

/** The visitor and visit of the domain the person comes from; `at`: when they left it, in ms since the epoch. */
export type Handed = { visitor: string; visit: string; at: number };

type On = (names: string, run: (event: Event) => unknown) => void;

// A link is followed at once. An older one was kept or sent to somebody else.
const FRESH_MS = 12e4;

/** Takes the hand-over out of the page's address; the history entry's state stays. */
export function takeHandedOver(): Handed | undefined {
  const [, visitor, visit, seconds] = /[?&]dt_visit=([\w-]+)\.([\w-]+)\.(\w+)/.exec(location.search) || [];
  if (!seconds) return undefined;
  const rest = location.href.replace(/[?&]dt_visit=[^&#]*(?![^#])|dt_visit=[^&#]*&/, '');
  history.replaceState(history.state, '', rest);
  const at = Number.parseInt(seconds, 36) * 1e3;
  return Date.now() - at < FRESH_MS ? { visitor: visitor!, visit: visit!, at } : undefined;
}

/**
 * Hands over what `idsOf` tells (VISITOR.VISIT) when a link or a form of the page leads to one of `domains`: hosts parted by
 * spaces, `*.shop.ru` for all below shop.ru.
 */
export function handOver(domains: string, on: On, idsOf: () => unknown): void {
  const parameterFor = ({ hostname }: { hostname: string }) => {
    const isOurs = (domain: string) => (domain[0] === '*' ? hostname.endsWith(domain.slice(1)) : hostname === domain);
    const ids = hostname !== location.hostname && domains.split(' ').some(isOurs) && idsOf();
    return ids && `${ids}.${Math.floor(Date.now() / 1e3).toString(36)}`;
  };
  on('click auxclick', (event) => {
    const link = (event.composedPath() as HTMLAnchorElement[]).find((element) => element.matches?.('a'))!;
    const value = parameterFor(link);
    if (!value) return;
    const own = link.getAttribute('href')!;
    link.search += `${link.search ? '&' : '?'}dt_visit=${value}`;
    setTimeout(() => link.setAttribute('href', own)); // who copies the link later copies the page's own
  });
  on('formdata', (event) => {
    const { target, formData } = event as FormDataEvent;
    const { method, action } = target as HTMLFormElement;
    const value = parameterFor(new URL(action));
    if (value && method === 'get') formData.set('dt_visit', `${value}`);
  });
}
