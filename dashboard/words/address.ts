// The address of a room: plain words (?q=123), neither JSON nor numbers, so that a tag such as "007" stays itself.

/** ?q=123&first=1 → { q: '123', first: '1' } */
export function wordsOfAddress(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** The other way; what is not said is left out. */
export function addressOfWords(words: Record<string, unknown>): string {
  const said = Object.entries(words).flatMap(([name, word]) =>
    word === undefined || word === null || word === '' ? [] : [[name, String(word)]],
  );
  return said.length > 0 ? `?${new URLSearchParams(said)}` : '';
}

/** Takes the named words out of an address; empty ones are left out. */
export function words<Name extends string>(search: Record<string, unknown>, names: readonly Name[]) {
  const kept: { [N in Name]?: string | undefined } = {};
  for (const name of names) {
    const word = search[name];
    if (typeof word === 'string' && word !== '') kept[name] = word;
  }
  return kept;
}
