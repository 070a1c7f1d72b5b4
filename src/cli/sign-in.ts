// dialtrace sign-in: a new sign-in link, without a new start that would cut talks.
import { randomUUIDv7 } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Command } from 'commander';
import { newSignInLink } from '../api/access.ts';
import { readConfig } from '../config.ts';
import { engineUser } from '../machine/system-user.ts';
import { firstOwner } from '../store/access.ts';
import { openDatabase } from '../store/database.ts';
import { embeddedPostgresUrl } from '../store/embedded-postgres.ts';

export function addSignIn(program: Command): void {
  program
    .command('sign-in')
    .description(
      'Print a new sign-in link, valid for 24 hours. Dialtrace (or the database of DATABASE_URL) must be running.',
    )
    .option('--json', 'print data as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { databaseUrl, dataDir, publicUrl } = readConfig(process.env);
      const db = openDatabase({ url: databaseUrl ?? embeddedPostgresUrl(realpathSync(dataDir), engineUser()) });
      try {
        const { userId } = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
        const link = await newSignInLink({ db, publicUrl, userId });
        console.log(json ? JSON.stringify({ link }) : link);
      } finally {
        await db.end();
      }
    });
}
