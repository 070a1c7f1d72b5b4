// The life of a tracking number: which state follows which, and how long it rests between two uses.
//
//   ordered → ready → pool | static → resting → ready (30 days later, by itself) → …
//   any of ours → leaving (to be given back, calls are still forwarded) → gone
//
// People remember and dial a number long after they saw it. So one that leaves a pool or a source rests before it
// serves elsewhere; back where it served it may go at once. Whoever wants it otherwise says so (`evenIfShown`): a number
// that was found printed on the site, say, is best made static on the spot.

export const NUMBER_STATES = ['ordered', 'ready', 'pool', 'static', 'resting', 'leaving', 'gone'] as const;
export type NumberState = (typeof NUMBER_STATES)[number];
export const REST_DAYS = 30;

/** The source a static number is bound to. */
export type BoundSource = Readonly<
  Record<'source' | 'medium' | 'campaign' | 'adGroup' | 'content' | 'term', string | null> & { channel: string }
>;
/** What a number serves: a pool, a source or neither. */
export type NumberUse = { poolId: string | null; staticSource: BoundSource | null };

/** `last`: the latest pool or source that it left, and when; it tells nothing of the one it serves now. */
export type NumberLife = NumberUse & { state: NumberState; last: (NumberUse & { until: Date }) | null };

export type NumberWish = (
  | { to: 'pool'; poolId: string }
  | { to: 'static'; staticSource: BoundSource }
  | { to: Exclude<NumberState, 'pool' | 'static'> }
) & { evenIfShown?: boolean | undefined };

/** Why a wish is refused; the sentences that say what to do are `refusalOf`'s. */
export type LifeRefusal =
  | 'gone'
  | 'not-ours-yet'
  | 'already-ours'
  | 'in-service'
  | 'nothing-to-rest-from'
  | 'still-resting';
export type LifeChange =
  /** `shownUntil`: it was shown elsewhere until then, less than 30 days ago */
  | ({ kind: 'changed'; state: NumberState; shownUntil: Date | null } & NumberUse)
  | { kind: 'same' }
  /** `until`: when it has rested */
  | { kind: 'refused'; reason: LifeRefusal; until: Date | null };

/** What becomes of the number at `at` if the wish is granted. */
export function change(number: NumberLife, wish: NumberWish, at: Date): LifeChange {
  const use = nextUse(number, wish);
  if (wish.to === number.state && isSameUse(use, number)) return { kind: 'same' };
  const reason = refusal(number, wish, at);
  const shown = shownBefore(number, use, at);
  if (reason) return { kind: 'refused', reason, until: reason === 'still-resting' ? shown && restedAt(shown) : null };
  const serves = wish.to === 'pool' || wish.to === 'static';
  return { kind: 'changed', state: wish.to, ...use, shownUntil: serves ? shown : null };
}

export type NextState = { state: NumberState; evenIfShown: boolean };

/**
 * The states a person may choose for it now. `evenIfShown`: only with that word, unless it goes back where it served.
 * 'pool' and 'static' mean another pool and another source than the present one.
 */
export function nextStates(number: NumberLife, at: Date): NextState[] {
  return NUMBER_STATES.flatMap((state): NextState[] => {
    const may = (evenIfShown: boolean) =>
      change(number, { ...wishElsewhere(state), evenIfShown }, at).kind === 'changed';
    if (may(false)) return [{ state, evenIfShown: false }];
    return may(true) ? [{ state, evenIfShown: true }] : [];
  });
}

/** When a resting number has rested; null: it does not rest. */
export function restsUntil({ state, last }: NumberLife): Date | null {
  return state === 'resting' && last ? restedAt(last.until) : null;
}

/** What a person is told, and what to do. */
export function refusalOf(reason: LifeRefusal, until: Date | null): string {
  switch (reason) {
    case 'gone':
      return 'This number is not yours any more. Add it again if you have it back.';
    case 'not-ours-yet':
      return 'This number is ordered and not yours yet. Make it ready first, when calls to it reach Dialtrace.';
    case 'already-ours':
      return 'This number is yours already: only a new one can be ordered.';
    case 'in-service':
      return 'People see this number now. Let it rest: it becomes ready by itself 30 days later.';
    case 'nothing-to-rest-from':
      return 'This number has nothing to rest from: no pool or source showed it in the last 30 days.';
    case 'still-resting':
      return `People who saw this number elsewhere may still call it until ${until?.toISOString().slice(0, 10)}. Wait until then, or say evenIfShown.`;
  }
}

function refusal(number: NumberLife, wish: NumberWish, at: Date): LifeRefusal | null {
  if (number.state === 'gone') return 'gone';
  switch (wish.to) {
    case 'gone':
      return null;
    case 'ordered':
      return 'already-ours';
    case 'ready':
      if (isInService(number)) return 'in-service';
      return shownBefore(number, NO_USE, at) ? 'still-resting' : null;
    case 'leaving':
      return number.state === 'ordered' ? 'not-ours-yet' : null;
    case 'resting':
      if (number.state === 'ordered') return 'not-ours-yet';
      return isInService(number) || shownBefore(number, NO_USE, at) ? null : 'nothing-to-rest-from';
    default:
      if (number.state === 'ordered') return 'not-ours-yet';
      return shownBefore(number, nextUse(number, wish), at) && !wish.evenIfShown ? 'still-resting' : null;
  }
}

const NO_USE: NumberUse = { poolId: null, staticSource: null };

// A static number that rests or leaves still tells its source: of its calls, then and now.
function nextUse(number: NumberUse, wish: NumberWish): NumberUse {
  if (wish.to === 'pool') return { poolId: wish.poolId, staticSource: null };
  if (wish.to === 'static') return { poolId: null, staticSource: wish.staticSource };
  const keepsSource = wish.to === 'resting' || wish.to === 'leaving' || wish.to === 'gone';
  return { poolId: null, staticSource: keepsSource ? number.staticSource : null };
}

/** Until when another pool or source than `use` showed the number, if that was less than 30 days before `at`. */
function shownBefore(number: NumberLife, use: NumberUse, at: Date): Date | null {
  if (isInService(number)) return isSameUse(number, use) ? null : at;
  if (!number.last || isSameUse(number.last, use) || restedAt(number.last.until) <= at) return null;
  return number.last.until;
}

const isInService = ({ state }: NumberLife) => state === 'pool' || state === 'static';

const DAY_MS = 86_400_000;
const restedAt = (until: Date) => new Date(until.getTime() + REST_DAYS * DAY_MS);

const LEVELS = ['channel', 'source', 'medium', 'campaign', 'adGroup', 'content', 'term'] as const;

function isSameUse(one: NumberUse, other: NumberUse): boolean {
  const [mine, theirs] = [one.staticSource, other.staticSource];
  if (one.poolId !== other.poolId || (mine === null) !== (theirs === null)) return false;
  return LEVELS.every((level) => mine?.[level] === theirs?.[level]);
}

function wishElsewhere(to: NumberState): NumberWish {
  if (to === 'pool') return { to, poolId: '' };
  if (to !== 'static') return { to };
  return {
    to,
    staticSource: {
      channel: '',
      ...{ source: null, medium: null, campaign: null, adGroup: null, content: null, term: null },
    },
  };
}
