// Is the script on the page? Fetches the page as a browser would get it and reads its HTML.
import { textOf } from '../core/leak.ts';
import { digitsOf, nationalDigits } from '../core/phone.ts';
import type { SiteRow } from '../store/sites.ts';
import { readOwnPage } from '../web/own-page.ts';
import type { InstallCheck } from './wire.ts';

/** What the page's HTML says. */
export async function checkInstall({
  url,
  site,
  targetNumbers,
}: {
  url: URL;
  site: SiteRow;
  targetNumbers: readonly string[];
}): Promise<Omit<InstallCheck, 'lastViewAt'>> {
  const read = await readOwnPage(url, { origins: site.origins, reader: 'Dialtrace install check' });
  if (read.kind !== 'page') return { page: read.kind, detail: read.detail, numbersOnPage: [] };
  const page = read.html;
  const text = textOf(page);
  const numbersOnPage = targetNumbers.filter((number) => mentions(page, number) || mentions(text, number));
  const tag = /<script[^<>]*\ssrc=["']?[^"'\s<>]*\/dt\.js[^<>]*>/i.exec(page)?.[0];
  if (!tag)
    return {
      page: 'script-missing',
      detail:
        'The page answers, but its HTML has no Dialtrace script. If it is put in by a tag manager, look at "last page view" instead.',
      numbersOnPage,
    };
  if (!tag.includes(site.publicKey))
    return {
      page: 'wrong-key',
      detail: `The page has a Dialtrace script, but not with this site's key ${site.publicKey}.`,
      numbersOnPage,
    };
  return { page: 'script-found', detail: 'The script is on the page.', numbersOnPage };
}

// The number in any usual writing: its national digits with nothing but separators between them.
function mentions(page: string, e164: string): boolean {
  const digits = nationalDigits(e164) || digitsOf(e164);
  return new RegExp([...digits].join('[\\s()./\\u2010-\\u2015-]{0,4}')).test(page);
}
