// Text from strangers, made fit to keep: what PostgreSQL can't hold or people can't see is taken out, length is bounded.

// C0 and C1 controls (PostgreSQL text can't hold U+0000), zero-width and direction marks that would fake a value.
const INVISIBLE = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

const PLAIN = /^[!-~]+$/; // most values, and nothing to do

/** Trimmed, with single spaces, well formed, at most `limit` UTF-16 units without splitting a character; null if nothing is left. */
export function cleanText(value: string | null | undefined, limit: number): string | null {
  if (!value) return null;
  if (value.length <= limit && PLAIN.test(value)) return value;
  const clean = value.toWellFormed().replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim();
  const cut = clip(clean, limit).trimEnd();
  return cut === '' ? null : cut;
}

/** The first `limit` UTF-16 units, never half of a surrogate pair. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** As PostgreSQL can keep it: no NUL, no half of a surrogate pair. */
export function storable<T extends string | null>(text: T): T {
  return (text === null ? null : text.toWellFormed().replaceAll('\0', '\u{fffd}')) as T;
}
