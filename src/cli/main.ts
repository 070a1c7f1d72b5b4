// The command line: `npx dialtrace COMMAND`. One file a command; each has --help, and --json where it prints data.
import { Command } from 'commander';
import { addCall } from './call.ts';
import { addCheckPage } from './check-page.ts';
import { addDeliveries } from './deliveries.ts';
import { addDemo } from './demo.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addLearn } from './learn.ts';
import { addMigrate } from './migrate.ts';
import { addNodes } from './nodes.ts';
import { addNumbers } from './numbers.ts';
import { addPlan } from './plan.ts';
import { addRecordings } from './recordings.ts';
import { addReplay } from './replay.ts';
import { addServe } from './serve.ts';
import { addSignIn } from './sign-in.ts';
import { addSimulate } from './simulate.ts';
import { addStart } from './start.ts';

const program = new Command('dialtrace')
  .description('Call tracking: which ad made the phone ring.')
  .showHelpAfterError();
for (const add of [
  addStart,
  addServe,
  addSignIn,
  addMigrate,
  addDemo,
  addImport,
  addExport,
  addNumbers,
  addCall,
  addCheckPage,
  addLearn,
  addSimulate,
  addPlan,
  addNodes,
  addRecordings,
  addDeliveries,
  addReplay,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  // What a person can mend is said in a line; the rest comes with its stack.
  console.error(process.env.DEBUG ? error : `Error: ${(error as Error).message}`);
  process.exitCode ||= 1;
}
