// dialtrace import numbering: takes in the register that says whose capacity a number is and where it was given to.
import type { Command } from 'commander';
import type { NumberingRange } from '../core/numbers/numbering.ts';
import { REGISTER_COUNTRY } from '../core/numbers/numbering-register.ts';
import type { Db } from '../store/database.ts';
import { fillCapacityOwners, listRegisters, type Replaced, replaceNumbering } from '../store/numbering.ts';
import { type FileTally, newTally, REGISTER_PAGE, readNumberingFile } from './numbering-file.ts';
import { withOwnDatabase } from './own-database.ts';

type Options = { show?: boolean; evenIfFewer?: boolean; json?: boolean };

export function addImportNumbering(parent: Command): void {
  parent
    .command('numbering')
    .description(
      `Import Russia's register of numbering ranges: all files of ${REGISTER_PAGE} in one command. They take the place of the ones before. Dialtrace (or the database of DATABASE_URL) must be running.`,
    )
    .argument('[files...]', 'ABC-3xx.csv ABC-4xx.csv ABC-8xx.csv DEF-9xx.csv')
    .option('--show', 'say what has been imported, change nothing')
    .option('--even-if-fewer', 'replace even by fewer than half as many ranges')
    .option('--json', 'print data as JSON')
    .action(async (files: string[], options: Options) => {
      if (!options.show && files.length === 0)
        throw new Error(`Name the files to import: all of ${REGISTER_PAGE} in one command, or --show.`);
      await withOwnDatabase((db) => (options.show ? show(db, options) : importFiles(db, files, options)));
    });
}

/** Imports the files as the country's whole register, and says of numbers in service whose capacity they are. */
export async function importNumbering(db: Db, files: readonly string[], evenIfFewer = false) {
  const tallies = files.map(newTally);
  const replaced = await replaceNumbering(db, {
    country: REGISTER_COUNTRY,
    ranges: rangesOf(tallies),
    at: new Date(),
    evenIfFewer,
  });
  const filled = replaced.kind === 'replaced' ? await fillCapacityOwners(db, replaced.numbering.lookUp) : 0;
  return { replaced, tallies, filled };
}

async function* rangesOf(tallies: readonly FileTally[]): AsyncGenerator<NumberingRange> {
  for (const tally of tallies) yield* readNumberingFile(tally.file, tally);
}

async function importFiles(db: Db, files: readonly string[], { evenIfFewer, json }: Options) {
  const { replaced, tallies, filled } = await importNumbering(db, files, evenIfFewer);
  if (replaced.kind === 'refused') throw new Error(refusalOf(replaced));
  const { numbering, before, withoutRegion } = replaced;
  const { ranges, overlaps } = numbering;
  if (json) {
    console.log(
      JSON.stringify({ country: REGISTER_COUNTRY, ranges, before, withoutRegion, overlaps, filled, files: tallies }),
    );
    return;
  }
  for (const tally of tallies) console.log(`${tally.file}: ${tally.ranges} ranges${refusedOf(tally)}`);
  console.log(
    `${REGISTER_COUNTRY}: ${ranges} ranges in place of ${before}; ${withoutRegion} not of one region, ${overlaps} overlap.`,
  );
  console.log(`Capacity owner filled in for ${filled} numbers. Running nodes follow by themselves.`);
}

function refusalOf({ reason, ranges, before }: Replaced & { kind: 'refused' }): string {
  return reason === 'empty'
    ? 'There is no range in these files. Nothing was changed.'
    : `These files have ${ranges} ranges, the register so far has ${before}. Nothing was changed. Name all files in one command, or add --even-if-fewer.`;
}

function refusedOf({ refused, firstRefused }: FileTally): string {
  if (!firstRefused) return '';
  const reasons = Object.entries(refused).map(([reason, rows]) => `${rows} ${reason}`);
  return `; rows left out: ${reasons.join(', ')}; the first is line ${firstRefused.line}`;
}

async function show(db: Db, { json }: Options) {
  const registers = await listRegisters(db);
  if (json) console.log(JSON.stringify({ countries: registers }));
  else if (registers.length === 0) console.log('No register has been imported.');
  else
    for (const { country, ranges, withoutRegion, overlaps, importedAt } of registers)
      console.log(
        `${country}: ${ranges} ranges, imported ${importedAt.toISOString()}; ${withoutRegion} not of one region, ${overlaps} overlap.`,
      );
}
