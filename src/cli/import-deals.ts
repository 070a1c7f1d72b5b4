// dialtrace import deals, import spend: take in what calls became and what ads cost, from CSV files of any length.
import { randomUUIDv7 } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import type { Refusals } from '../money/csv-lines.ts';
import { DEAL_COLUMNS, importDeals } from '../money/deals-file.ts';
import { importSpend, SPEND_COLUMNS } from '../money/spend-file.ts';
import { firstOwner } from '../store/access.ts';
import type { Db } from '../store/database.ts';
import type { SiteRow } from '../store/sites.ts';
import { chosenSite, withOwnDatabase } from './own-database.ts';

type Options = { site?: string; dryRun?: boolean; json?: boolean };

export function addImportDeals(parent: Command): void {
  parent
    .command('deals')
    .argument('<file>', `CSV with a header; columns: ${DEAL_COLUMNS.join(', ')}`)
    .description(
      'Take in deals from a CSV file, all lines or none. A deal that is known is brought to how the file has it, unless the file is older. Dialtrace (or the database of DATABASE_URL) must be running.',
    )
    .option('--site <site>', 'id, public key or name (default: the only one)')
    .option('--dry-run', 'only say what would change')
    .option('--quiet', 'destinations do not hear of them: for deals of the past')
    .option('--json', 'print data as JSON')
    .action((name: string, options: Options & { quiet?: boolean }) =>
      withSite(options, async (db, site) => {
        const { dryRun: dry = false, quiet = false } = options;
        const imported = await importDeals(db, { site, file: () => createReadStream(name), dry, tell: !quiet });
        if ('unreadable' in imported) throw new Error(`${name}: ${imported.unreadable}`);
        const { added, changed, same, older } = imported;
        say(
          imported,
          options,
          `${added} new, ${changed} changed, ${same} as they were, ${older} older than what is kept`,
        );
      }),
    );
}

export function addImportSpend(parent: Command): void {
  parent
    .command('spend')
    .argument('<file>', `CSV with a header; columns: ${SPEND_COLUMNS.join(', ')}`)
    .description(
      'Take in money paid for ads from a CSV file, all lines or none. The days that it names take the place of what an earlier file of the same feed said of them. Dialtrace (or the database of DATABASE_URL) must be running.',
    )
    .option('--site <site>', 'id, public key or name (default: the only one)')
    .option('--feed <name>', 'tells files of several ad systems apart', '')
    .option('--dry-run', 'only say whether it can be taken')
    .option('--json', 'print data as JSON')
    .action((name: string, options: Options & { feed: string }) =>
      withSite(options, async (db, site) => {
        const { dryRun: dry = false, feed } = options;
        const imported = await importSpend(db, { site, file: () => createReadStream(name), feed, dry });
        if ('unreadable' in imported) throw new Error(`${name}: ${imported.unreadable}`);
        say(imported, options, `${imported.lines} lines of ${imported.days} days`);
      }),
    );
}

const withSite = (options: Options, work: (db: Db, site: SiteRow) => Promise<void>) =>
  withOwnDatabase(async (db) => {
    const { accountId } = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
    await work(db, await chosenSite(db, accountId, options.site));
  });

function say(imported: Refusals & { applied: boolean }, { json }: Options, counts: string): void {
  if (imported.refusedCount > 0) process.exitCode = 1;
  if (json) {
    console.log(JSON.stringify(imported));
    return;
  }
  for (const { line, error } of imported.refused) console.log(`line ${line}: ${error}`);
  console.log(imported.refusedCount > 0 ? `${imported.refusedCount} lines refused.` : `${counts}.`);
  console.log(imported.applied ? 'Done.' : 'Nothing was written.');
}
