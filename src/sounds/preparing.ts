// Words that are known beforehand are spoken beforehand: the house's own at the start, those of routes when they are
// published. If nobody can speak them, the owner is told.
import { houseWords } from '../core/spoken-words.ts';
import type { Db } from '../store/database.ts';
import { endNotices, openNotice } from '../store/notices.ts';
import { listPublishedRoutes } from '../store/sounds.ts';
import { type Words, wordsOf } from './route-words.ts';
import type { Sounds } from './sounds.ts';

export type Preparing = { db: Db; sounds: Pick<Sounds, 'speak'>; newId: () => string };

/** Speaks what callers may hear without a route; what was spoken before costs nothing. */
export async function prepareHouse({ sounds }: Pick<Preparing, 'sounds'>): Promise<void> {
  for (const language of ['ru', 'en'] as const)
    for (const words of houseWords(language)) {
      const said = await sounds.speak(words, language);
      if (typeof said !== 'string' && said.refused === 'missing') return;
    }
}

/** Speaks the fixed words of every route in force, and tells owners of sites whose words nobody can speak. */
export async function prepareRoutes({ db, sounds, newId }: Preparing): Promise<void> {
  const unsaid = new Map<string, { accountId: string; words: string[] }>();
  for (const { siteId, accountId, language, route } of await listPublishedRoutes(db)) {
    const site = unsaid.get(siteId) ?? { accountId, words: [] };
    unsaid.set(siteId, site);
    site.words.push(...(await unsaidOf(wordsOf(route, language), sounds)));
  }
  for (const [siteId, { accountId, words }] of unsaid) {
    if (words.length === 0) await endNotices(db, { accountId, kinds: ['speech-missing'], subject: siteId });
    else
      await openNotice(db, {
        ...{ id: newId(), accountId, siteId, kind: 'speech-missing', subject: siteId },
        data: { count: words.length, words: words[0] },
      });
  }
}

async function unsaidOf(all: readonly Words[], sounds: Preparing['sounds']): Promise<string[]> {
  const unsaid: string[] = [];
  for (const { words, language } of all) {
    const said = await sounds.speak(words, language);
    if (typeof said !== 'string' && said.refused !== 'wordless') unsaid.push(words);
  }
  return unsaid;
}
