// dialtrace sign-in: a new sign-in link, without a new start that would cut talks.
import { randomUUIDv7 } from 'node:crypto';
import type { Command } from 'commander';
import { newSignInLink } from '../api/access.ts';
import { readConfig } from '../config.ts';
import { firstOwner } from '../store/access.ts';
import { withOwnDatabase } from './own-database.ts';

export function addSignIn(program: Command): void {
  program
    .command('sign-in')
    .description(
      'Print a new sign-in link, valid for 24 hours. Dialtrace (or the database of DATABASE_URL) must be running.',
    )
    .option('--json', 'print data as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { publicUrl } = readConfig(process.env);
      await withOwnDatabase(async (db) => {
        const { userId } = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
        const link = await newSignInLink({ db, publicUrl, userId });
        console.log(json ? JSON.stringify({ link }) : link);
      });
    });
}
