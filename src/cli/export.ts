// dialtrace export …: gives out what Dialtrace keeps: the numbers of a site, as `import` takes them.
import { randomUUIDv7 } from 'node:crypto';
import type { Command } from 'commander';
import { exportNumbers, numberLines } from '../numbers/csv.ts';
import { firstOwner } from '../store/access.ts';
import { chosenSite, withOwnDatabase } from './own-database.ts';

export function addExport(program: Command): void {
  program
    .command('export')
    .description('Give data out.')
    .command('numbers')
    .description(
      "Print a site's numbers as CSV: what `import numbers` reads. Dialtrace (or the database of DATABASE_URL) must be running.",
    )
    .option('--site <site>', 'id, public key or name (default: the only one)')
    .option('--json', 'print a JSON object for each number instead')
    .action(({ site: wanted, json }: { site?: string; json?: boolean }) =>
      withOwnDatabase(async (db) => {
        const { accountId } = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
        const site = await chosenSite(db, accountId, wanted);
        if (json) for (const line of await numberLines(db, site)) console.log(JSON.stringify(line));
        else process.stdout.write(await exportNumbers(db, site));
      }),
    );
}
