// dialtrace check page URL: opens a page of a site and says what the page script does there.
import { randomUUIDv7 } from 'node:crypto';
import type { Command } from 'commander';
import { checkSitePage } from '../api/install-check.ts';
import type { InstallCheck, InstallPlace } from '../api/wire.ts';
import { readConfig } from '../config.ts';
import { isOriginOf } from '../core/source/origin.ts';
import { openPageChecker } from '../house/page-checker.ts';
import { firstOwner } from '../store/access.ts';
import type { Db } from '../store/database.ts';
import { listSites, type SiteRow } from '../store/sites.ts';
import { chosenSite, withOwnDatabase } from './own-database.ts';

const EXIT_CODES: Record<InstallCheck['verdict'], number> = { well: 0, mend: 1, unchecked: 2 };

export function addCheckPage(program: Command): void {
  program
    .command('check')
    .description('Look whether things are as they should be.')
    .command('page')
    .argument('<url>', 'a page of a site')
    .description(
      'Open a page in a browser (CHROMIUM, or the one that is installed; without one its HTML is read) and tell which numbers the page script swaps there, which are missed and why, and what stands in its way. Nothing of it is counted. Dialtrace (or the database of DATABASE_URL) must be running. Exit code: 0 all is well, 1 there is something to mend, 2 the page could not be looked at.',
    )
    .option('--site <site>', 'id, public key or name (default: the site whose page it is)')
    .option('--json', 'print data as JSON')
    .action(async (address: string, { site, json }: { site?: string; json?: boolean }) => {
      process.exitCode = EXIT_CODES.unchecked; // unless we get to an answer
      const report = await lookAt(address, site);
      console.log(json ? JSON.stringify(report) : textOf(report));
      process.exitCode = EXIT_CODES[report.verdict];
    });
}

function lookAt(address: string, wanted: string | undefined): Promise<InstallCheck> {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error(`"${address}" is not the address of a page, such as https://shop.example/contacts.`);
  const checker = openPageChecker(readConfig(process.env), (message, error) =>
    console.error(`${message}: ${(error as Error | undefined)?.message ?? ''}`),
  );
  return withOwnDatabase(async (db) => {
    const site = await siteOf(db, url, wanted);
    const report = await checkSitePage(db, { site, url, checkPage: checker.check });
    if (report === 'busy') throw new Error('The checker is busy.'); // nobody else asks this one
    return report;
  });
}

async function siteOf(db: Db, url: URL, wanted: string | undefined): Promise<SiteRow> {
  const { accountId } = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  if (wanted !== undefined) return chosenSite(db, accountId, wanted);
  const [own, ...others] = (await listSites(db, accountId)).filter((site) => isOriginOf(url.origin, site.origins));
  return own && others.length === 0 ? own : chosenSite(db, accountId, undefined);
}

const STATES: Record<NonNullable<InstallCheck['script']>['state'], string> = {
  works: 'The script works.',
  found: "The script is in the page's HTML.",
  missing: 'The script is not on the page.',
  'wrong-key': 'The page has the script of another site.',
  blocked: 'The script is on the page, but the page does not let it work.',
  'not-loaded': 'The script is on the page, but could not be loaded.',
  silent: 'The script is on the page, but asks for no number.',
};

/** For people: the verdict, what to do, then every place. */
export function textOf(report: InstallCheck): string {
  const { page, detail, script, findings, places, isTrial, otherNumbers, how, swappedMs } = report;
  if (page !== 'opened' || !script) return detail;
  const of = (verdict: InstallPlace['verdict']) => places.filter((place) => place.verdict === verdict);
  return [
    `${STATES[script.state]} ${report.verdict === 'well' ? 'All is well.' : 'There is something to mend.'}`,
    ...script.copies.map(
      ({ file, src, version }) => `  ${file}${version ? `, version ${version}` : ''}${src ? `, from ${src}` : ''}`,
    ),
    ...findings.map((finding) => `${{ bad: '!', warn: '?', info: ' ' }[finding.severity]} ${finding.detail}`),
    ...listOf(isTrial ? 'Would be swapped' : 'Swapped', of('swapped')),
    ...listOf('Missed', of('missed')),
    ...listOf('Left on purpose', of('left')),
    ...(report.placesLeftOut > 0 ? [`And ${report.placesLeftOut} more places.`] : []),
    ...(otherNumbers.length > 0 ? ['', 'Other phone numbers, which nothing replaces:'] : []),
    ...otherNumbers.map(({ number, text, path }) => `  ${number}  "${text}"  ${path}`),
    '',
    `${how === 'browser' ? 'Opened in Chromium' : 'Read without a browser'}${swappedMs === null ? '' : `; the first number changed after ${swappedMs} ms`}.`,
  ].join('\n');
}

function listOf(title: string, places: readonly InstallPlace[]): string[] {
  if (places.length === 0) return [];
  return [
    '',
    `${title}: ${places.length}`,
    ...places.map(
      ({ kind, text, path, reason, isVisible }) =>
        `  ${kind.padEnd(16)}"${text}"  ${path}${reason ? `  (${reason})` : ''}${isVisible ? '' : '  [hidden]'}`,
    ),
  ];
}
