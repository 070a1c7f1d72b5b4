// dialtrace migrate: brings the database of DATABASE_URL to its newest shape.
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database of DATABASE_URL to its newest shape. `serve` and `start` do it by themselves.')
    .option('--json', 'print data as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { databaseUrl } = readConfig(process.env);
      if (!databaseUrl)
        throw new Error('Set DATABASE_URL. The embedded PostgreSQL is migrated at every start by itself.');
      const db = openDatabase({ url: databaseUrl });
      try {
        const applied = await migrate(db, new Date());
        console.log(
          json
            ? JSON.stringify({ applied })
            : applied.length > 0
              ? `Applied: ${applied.join(', ')}`
              : 'The database is up to date.',
        );
      } finally {
        await db.end();
      }
    });
}
