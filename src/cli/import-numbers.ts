// dialtrace import numbers: brings a site's numbers in line with a CSV file.
import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type ImportedRow, importNumbers } from '../numbers/csv.ts';
import { COLUMNS } from '../numbers/csv-columns.ts';
import { firstOwner } from '../store/access.ts';
import type { Db } from '../store/database.ts';
import { announceSiteChange } from '../store/sites.ts';
import { chosenSite, withOwnDatabase } from './own-database.ts';

type Options = { site?: string; dryRun?: boolean; evenIfShown?: boolean; json?: boolean };

export function addImportNumbers(parent: Command): void {
  parent
    .command('numbers')
    .argument('<file>', `CSV with a header; columns are those of \`export numbers\`: ${COLUMNS.join(', ')}`)
    .description(
      "Bring a site's numbers in line with a CSV file, all lines or none. Numbers and columns that it does not name stay as they are. Dialtrace (or the database of DATABASE_URL) must be running.",
    )
    .option('--site <site>', 'id, public key or name (default: the only one)')
    .option('--dry-run', 'only say what would change')
    .option('--even-if-shown', 'let numbers serve elsewhere though they were shown less than 30 days ago')
    .option('--json', 'print data as JSON')
    .action((file: string, options: Options) => withOwnDatabase((db) => run(db, file, options)));
}

async function run(db: Db, file: string, options: Options) {
  const { dryRun: dry = false, evenIfShown = false, json } = options;
  const { accountId, userId } = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  const site = await chosenSite(db, accountId, options.site);
  const by = { userId, at: new Date(), newId: randomUUIDv7 };
  const imported = await importNumbers(db, { site, file: readFileSync(file), dry, evenIfShown, ...by });
  if ('unreadable' in imported) throw new Error(`${file}: ${imported.unreadable}`);
  if (imported.applied) await announceSiteChange(db, site.id);
  if (imported.refused > 0) process.exitCode = 1;
  if (json) return console.log(JSON.stringify(imported));
  for (const row of imported.rows) if (row.action !== 'none') console.log(sentence(row));
  const { added, changed, same, refused, applied } = imported;
  console.log(`${added} new, ${changed} changed, ${same} as they were, ${refused} refused.`);
  console.log(applied ? 'Done. Running nodes follow by themselves.' : 'Nothing was written.');
}

function sentence({ line, number, action, changes, error }: ImportedRow): string {
  if (action === 'refused') return `line ${line}: ${error}`;
  const told = changes
    .filter(({ column }) => column !== 'number')
    .map(({ column, from, to }) => (from === '' ? `${column} ${to}` : `${column} ${from} → ${to || '(none)'}`));
  return `line ${line}: ${number} ${action === 'add' ? 'is new' : 'changes'}: ${told.join(', ')}`;
}
