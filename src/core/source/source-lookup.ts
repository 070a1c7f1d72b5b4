// Finds the known place behind a host, a referrer or a utm_source.
import { PLACES, type Place } from './source-places.ts';

/** What a referrer tells: a known place, or just a host ('blog.example'). */
export type Referred = { name: string; place: Place | null };

type Entry = { path: string; place: Place };
const exact = new Map<string, Entry[]>();
const covering = new Map<string, Entry[]>();
const words = new Map<string, Place>();

for (const place of PLACES) {
  for (const word of place.words ?? []) if (!words.has(word)) words.set(word, place);
  for (const pattern of place.hosts) {
    const slash = pattern.indexOf('/');
    const host = slash < 0 ? pattern : pattern.slice(0, slash);
    const entry = { path: slash < 0 ? '' : pattern.slice(slash), place };
    const [index, key] = host.startsWith('.') ? [covering, host.slice(1)] : [exact, host];
    index.set(
      key,
      [...(index.get(key) ?? []), entry].sort((a, b) => b.path.length - a.path.length),
    );
  }
}

/** The place with this host, such as 'l.facebook.com'; the longest match decides. `path` tells yandex.ru/maps from yandex.ru. */
export function placeOfHost(host: string, path = '/'): Place | null {
  const bare = host.toLowerCase().replace(/^(www|m)\./, '');
  const own = among(exact, bare, path);
  if (own) return own;
  for (let rest = bare; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    const place = among(covering, rest, path);
    if (place) return place;
  }
  return null;
}

/** The place a utm_source means: by its word ('vk', 'Яндекс'), or by its host ('chatgpt.com'). */
export function placeOfWord(word: string): Place | null {
  return words.get(word) ?? (word.includes('.') ? placeOfHost(word) : null);
}

/** What this referrer's address tells; null for nothing and for what isn't a page or an app. */
export function readReferrer(referrer: string): (Referred & { host: string }) | null {
  const url = referrer === '' ? null : URL.parse(referrer);
  if (!url?.hostname) return null;
  if (url.protocol === 'android-app:') return readApp(url.hostname);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const place = placeOfHost(url.hostname, url.pathname);
  return { host: url.hostname, name: place?.name ?? url.hostname.replace(/^www\./, ''), place };
}

function readApp(name: string): Referred & { host: string } {
  const place = placeOfHost(name.split('.').reverse().join('.'));
  return { host: name, name: place?.name ?? name, place };
}

function among(index: Map<string, Entry[]>, host: string, path: string): Place | null {
  const entries = index.get(host) ?? index.get(withoutCountry(host)) ?? [];
  return entries.find((entry) => path.startsWith(entry.path))?.place ?? null;
}

/** 'google.co.uk' and 'google.com.tr' and 'google.de' → 'google.*' */
function withoutCountry(host: string): string {
  return host.replace(/(\.(com?|org|net))?\.[a-z]{2,}$/, '.*');
}
