// Which visits a pool serves: every list that is given must have something that fits the visit.

/** Lists of patterns; one that is left out or empty means any. Letters' case does not matter, * stands for anything. */
export type Targeting = {
  channels?: readonly string[] | undefined;
  sources?: readonly string[] | undefined;
  campaigns?: readonly string[] | undefined;
  /** '/flowers' is that page and all below it; with * a glob over the whole path; with an origin before it, only there */
  pages?: readonly string[] | undefined;
  regions?: readonly string[] | undefined;
  devices?: readonly string[] | undefined;
};

/** What is known of a visit when it is given its number. `landingPage`: origin and path. */
export type TargetedVisit = {
  channel: string;
  source: string | null;
  campaign: string | null;
  landingPage: string;
  region: string | null;
  device: string;
};

type Test = (visit: TargetedVisit) => boolean;
/** What stands between the stars, in lower case. One part: no star. */
type Glob = readonly string[];

/** How people write that a visit has no source, campaign or region, as in the reports. */
const NONE = '(none)';

/** Prepares targeting once, so that patterns are not read again for each visit. No lists: every visit. */
export function createTargeting({ channels, sources, campaigns, pages, regions, devices }: Targeting): Test {
  const tests = [
    oneOf(channels, ({ channel }) => channel),
    oneOf(sources, ({ source }) => source),
    oneOf(campaigns, ({ campaign }) => campaign),
    oneOf(regions, ({ region }) => region),
    oneOf(devices, ({ device }) => device),
    oneOfPages(pages),
  ].filter((test) => test !== undefined);
  return (visit) => tests.every((test) => test(visit));
}

/** Whether two say the same: order, letters' case and repeats aside. */
export function isSameTargeting(one: Targeting, other: Targeting): boolean {
  return canonical(one) === canonical(other);
}

function oneOf(
  patterns: readonly string[] | undefined,
  read: (visit: TargetedVisit) => string | null,
): Test | undefined {
  if (!patterns || patterns.length === 0) return undefined;
  const wanted = patterns.map(globOf);
  return (visit) => {
    const value = (read(visit) ?? NONE).toLowerCase();
    return wanted.some((glob) => fits(glob, value));
  };
}

function oneOfPages(patterns: readonly string[] | undefined): Test | undefined {
  if (!patterns || patterns.length === 0) return undefined;
  const wanted = patterns.map(pageTest);
  return ({ landingPage }) => {
    const { origin, path } = partsOf(landingPage);
    return wanted.some((test) => test(origin, path));
  };
}

/** A path without * also means what is below it: '/a' is '/a/b', not '/ab'. */
function pageTest(pattern: string): (origin: string, path: string) => boolean {
  const { origin, path } = partsOf(pattern);
  const where = globOf(origin || '*');
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  const globs = path.includes('*') ? [globOf(path)] : [[bare], [`${bare}/`, '']];
  return (ofOrigin, ofPath) => fits(where, ofOrigin) && globs.some((glob) => fits(glob, ofPath));
}

/** As people read it: in lower case, nothing percent-encoded. */
function partsOf(address: string): { origin: string; path: string } {
  const [, origin = '', path = ''] = /^([a-z]+:\/\/[^/]*)?(.*)$/su.exec(decoded(address).toLowerCase()) ?? [];
  return { origin, path };
}

function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address; // a % that encodes nothing
  }
}

function globOf(pattern: string): Glob {
  return pattern.toLowerCase().split('*');
}

/** In one pass, whatever the pattern: a regular expression of many stars could be searched for ever. */
function fits(glob: Glob, value: string): boolean {
  const first = glob[0] as string;
  if (glob.length === 1) return value === first;
  const last = glob.at(-1) as string;
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let from = first.length;
  for (const part of glob.slice(1, -1)) {
    const found = value.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}

function canonical(targeting: Targeting): string {
  const lists = Object.entries(targeting)
    .filter(([, patterns]) => patterns && patterns.length > 0)
    .map(([name, patterns]) => [name, [...new Set(patterns?.map((pattern) => pattern.toLowerCase()))].sort()]);
  return JSON.stringify(lists.sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
}
