// dialtrace import …: takes in what others keep: a site's numbers, the numbering register.
import type { Command } from 'commander';
import { addImportNumbering } from './import-numbering.ts';
import { addImportNumbers } from './import-numbers.ts';

export function addImport(program: Command): void {
  const parent = program.command('import').description('Take in data from files.');
  for (const add of [addImportNumbers, addImportNumbering]) add(parent);
}
