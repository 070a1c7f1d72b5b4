// dialtrace import …: takes in what others keep: a site's numbers, deals, spend, the numbering register.
import type { Command } from 'commander';
import { addImportDeals, addImportSpend } from './import-deals.ts';
import { addImportNumbering } from './import-numbering.ts';
import { addImportNumbers } from './import-numbers.ts';

export function addImport(program: Command): void {
  const parent = program.command('import').description('Take in data from files.');
  for (const add of [addImportNumbers, addImportDeals, addImportSpend, addImportNumbering]) add(parent);
}
