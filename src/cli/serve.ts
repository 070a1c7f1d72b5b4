// dialtrace serve: Dialtrace alone, as it runs in production.
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { openSystem } from '../main.ts';
import { untilAskedToStop } from './stopping.ts';

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Run Dialtrace without the demo. Settings are environment variables: see docs/operating.md.')
    .action(async () => {
      const config = readConfig(process.env);
      const asked = untilAskedToStop(); // from here on: what has been started is ended too
      const system = await openSystem(config);
      console.log(`Dialtrace is at ${config.publicUrl}`);
      console.log(`Sign in (for 24 hours): ${await system.signInLink()}`);
      await asked;
      console.log('Stopping …');
      await system.stop();
    });
}
