// dialtrace import …: takes in what others keep: the numbering register.
import type { Command } from 'commander';
import { addImportNumbering } from './import-numbering.ts';

export function addImport(program: Command): void {
  const parent = program.command('import').description('Take in data from files.');
  for (const add of [addImportNumbering]) add(parent);
}
