// The numbering register from the ministry's files to what a node knows of a number, with a real PostgreSQL. The extract
// is made up in the ministry's format: operators and ranges are nobody's.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { importNumbering } from '../../src/cli/import-numbering.ts';
import { regionKey } from '../../src/core/numbers/russian-regions.ts';
import type { Db } from '../../src/store/database.ts';
import { listen } from '../../src/store/listen.ts';
import { listRegisters, readNumbering } from '../../src/store/numbering.ts';
import { createNumberingInMemory } from '../../src/store/numbering-in-memory.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite } from '../support/records.ts';

const HEADER = 'АВС/ DEF;От;До;Емкость;Оператор;Регион;Территория ГАР;ИНН';
const LANDLINES = `${HEADER}
301;2000000;2009999;10000;ПАО "Байкалсвязь";г. Улан - Удэ|Республика Бурятия;г.о. город Улан-Удэ|Республика Бурятия;0300000000
495;5000000;5999999;1000000;АО "Столица";г. Москва;Город Москва;7700000000
495;5000100;5000199;100;ООО "Внутри "Столицы"";г. Москва;Город Москва;7700000001
499;6000000;6000999;1000;ООО "Раз, два";-;Город Москва, Московская область;7700000000
800;5550000;5559999;10000;АО "Столица";Российская Федерация;Российская Федерация;7700000000
`;
const MOBILES = `${HEADER}
900;0000000;0061999;62000;ООО "Юг Мобайл";Краснодарский край;Краснодарский край;2300000000
916;0000000;0999999;1000000;"Сеть" ПАО;-;Город Москва, Московская область;7700000002
921;0000000;0999999;1000000;ПАО "Север";г. Санкт - Петербург и Ленинградская область;Город Санкт-Петербург, Ленинградская область;7800000000
90x;0000000;0999999;1000000;ПАО "Север";Тверская обл.;Тверская область;7800000000
939;5000000;4000000;1000000;ПАО "Север";Тверская обл.;Тверская область;7800000000
`;

let database: TestDatabase;
let db: Db;
let folder: string;
before(async () => {
  database = await openTestDatabase();
  db = database.db;
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-numbering-'));
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.close();
});
beforeEach(() => db.query('truncate numbering_registers, numbering_ranges'));

function fileOf(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Windows-1251, as far as the extract needs it. */
const inCp1251 = (text: string) =>
  Buffer.from(
    [...text].map((letter) => {
      const code = letter.charCodeAt(0);
      if (code < 128) return code;
      assert.ok(code >= 0x410 && code <= 0x44f, letter);
      return code - 0x410 + 0xc0;
    }),
  );

test('the files say whose capacity a number is and which region it was given to', async () => {
  const files = [fileOf('ABC-4xx.csv', `\uFEFF${LANDLINES}`), fileOf('DEF-9xx.csv', `\uFEFF${MOBILES}`)];
  const { replaced, tallies } = await importNumbering(db, files);
  assert.equal(replaced.kind, 'replaced');
  assert.deepEqual(
    tallies.map(({ encoding, ranges, refused, firstRefused }) => ({ encoding, ranges, refused, firstRefused })),
    [
      { encoding: 'utf-8', ranges: 5, refused: {}, firstRefused: null },
      {
        ...{ encoding: 'utf-8', ranges: 3, refused: { 'wrong-code': 1, 'wrong-range': 1 } },
        firstRefused: { line: 5, reason: 'wrong-code' },
      },
    ],
  );
  const { lookUp, overlaps } = await readNumbering(db);
  assert.equal(overlaps, 1);
  assert.deepEqual(lookUp('+73012000000'), { operator: 'ПАО "Байкалсвязь"', region: 'Buryatia' });
  assert.deepEqual(lookUp('+74955000099'), { operator: 'АО "Столица"', region: 'Moscow' });
  assert.deepEqual(lookUp('+74955000100'), { operator: 'ООО "Внутри "Столицы""', region: 'Moscow' });
  assert.deepEqual(lookUp('+78005555555'), { operator: 'АО "Столица"', region: null });
  assert.deepEqual(lookUp('+79000061999'), { operator: 'ООО "Юг Мобайл"', region: 'Krasnodar Krai' });
  assert.deepEqual(lookUp('+79160000000'), { operator: '"Сеть" ПАО', region: 'Moscow' });
  assert.deepEqual(lookUp('+79210000000'), { operator: 'ПАО "Север"', region: 'Saint Petersburg' });
  assert.equal(lookUp('+79000062000'), null, 'nobody has it');
  assert.equal(lookUp('+77010000000'), null, 'Kazakhstan is +7 too, and not in the register');
  assert.equal(lookUp('+442071838750'), null);
});

test('a caller from Moscow Oblast matches a visit that was found in Moscow', async () => {
  await importNumbering(db, [fileOf('DEF-9xx.csv', MOBILES)]);
  const numbering = await readNumbering(db);
  const caller = regionKey(numbering.lookUp('+79160000000')?.region ?? null);
  assert.equal(caller, regionKey('Moscow'));
  assert.equal(caller, regionKey('Moscow Oblast'));
  assert.notEqual(caller, regionKey('Tver Oblast'));
});

test('the same extract in Windows-1251, saved by a table program, or with tabs reads the same', async () => {
  const quoteAll = (separator: string) =>
    LANDLINES.replace(/[^;\n]+/g, (cell) => `"${cell.replaceAll('"', '""')}"`).replaceAll(';', separator);
  const quoteSome = LANDLINES.replace(/[^;\n]*"[^;\n]*/g, (cell) => `"${cell.replaceAll('"', '""')}"`);
  const whatIs = async () =>
    (await db.query('select first, last, operator, region from numbering_ranges order by first, last')).rows;
  await importNumbering(db, [fileOf('plain.csv', LANDLINES)]);
  const expected = await whatIs();
  assert.equal(expected.length, 5);
  for (const [what, content, encoding] of [
    ['windows-1251', inCp1251(LANDLINES), 'windows-1251'],
    ['windows line ends', LANDLINES.replaceAll('\n', '\r\n'), 'utf-8'],
    ['empty lines', LANDLINES.replaceAll('\n', '\n\n'), 'utf-8'],
    ['tabs', LANDLINES.replaceAll(';', '\t'), 'utf-8'],
    ['all quoted', quoteAll(';'), 'utf-8'],
    ['all quoted, commas', quoteAll(','), 'utf-8'],
    ['names quoted', quoteSome, 'utf-8'],
  ] as const) {
    const { tallies } = await importNumbering(db, [fileOf('other.csv', content)]);
    assert.equal(tallies[0]?.encoding, encoding, what);
    assert.deepEqual(await whatIs(), expected, what);
  }
});

test('a letter that lies across two reads of the file is read whole', async () => {
  const READ_BYTES = 65_536; // of Node's file streams
  const operator = 'Щ'.repeat(60);
  const rows = Array.from(
    { length: 1000 },
    (_, at) => `900;${String(at).padStart(4, '0')}000;${String(at).padStart(4, '0')}999;1000;${operator};-;-;1`,
  );
  const contents = ['', ' '].map((shift) => Buffer.from(`${HEADER}${shift}\n${rows.join('\n')}`));
  const isCut = (content: Buffer) => (content[READ_BYTES]! & 0xc0) === 0x80; // in the middle of a letter
  assert.ok(contents.some(isCut));
  for (const content of contents) {
    const { tallies } = await importNumbering(db, [fileOf('long.csv', content)]);
    assert.deepEqual([tallies[0]?.encoding, tallies[0]?.ranges], ['utf-8', 1000]);
    const { rows: operators } = await db.query('select distinct operator from numbering_ranges');
    assert.deepEqual(operators, [{ operator }]);
  }
});

test('a new import replaces the country’s register, with what is missing in it', async () => {
  await importNumbering(db, [fileOf('ABC-4xx.csv', LANDLINES), fileOf('DEF-9xx.csv', MOBILES)]);
  const newer = LANDLINES.replace('АО "Столица";г. Москва', 'АО "Преемник";г. Москва');
  const { replaced } = await importNumbering(db, [fileOf('ABC-4xx.csv', newer)]);
  assert.equal(replaced.kind, 'replaced');
  const { lookUp, ranges } = await readNumbering(db);
  assert.equal(ranges, 5);
  assert.equal(lookUp('+74955000099')?.operator, 'АО "Преемник"');
  assert.equal(lookUp('+79160000000'), null);
  const [register, ...others] = await listRegisters(db);
  assert.equal(others.length, 0);
  assert.deepEqual(
    { ...register, importedAt: 0 },
    { country: 'RU', importedAt: 0, ranges: 5, withoutRegion: 1, overlaps: 1 },
  );
});

test('a register less than half as long is refused unless the person insists, and nothing changes', async () => {
  const both = [fileOf('ABC-4xx.csv', LANDLINES), fileOf('DEF-9xx.csv', MOBILES)];
  await importNumbering(db, both);
  const [one] = both.slice(1);
  const { replaced } = await importNumbering(db, [one!]);
  assert.deepEqual(replaced, { kind: 'refused', reason: 'far-fewer', ranges: 3, before: 8 });
  assert.equal((await readNumbering(db)).ranges, 8);
  assert.equal((await listRegisters(db))[0]?.ranges, 8);
  assert.equal((await importNumbering(db, [one!], true)).replaced.kind, 'replaced');
  assert.equal((await readNumbering(db)).ranges, 3);
});

test('a file without ranges, another file and no file are refused with what to do, and nothing changes', async () => {
  await importNumbering(db, [fileOf('ABC-4xx.csv', LANDLINES)]);
  const empty = await importNumbering(db, [fileOf('empty.csv', `${HEADER}\n`)]);
  assert.deepEqual(empty.replaced, { kind: 'refused', reason: 'empty', ranges: 0, before: 5 });
  for (const [content, words] of [
    [
      '<!DOCTYPE html><title>403</title>',
      /other\.csv is not the register .* lacks АВС\/ DEF, От, До, Оператор, Регион.*DEF-9xx/,
    ],
    ['', /other\.csv is empty.*opendata\.digital\.gov\.ru/],
  ] as const)
    await assert.rejects(importNumbering(db, [fileOf('good.csv', MOBILES), fileOf('other.csv', content)]), words);
  await assert.rejects(importNumbering(db, [path.join(folder, 'nowhere.csv')]), /nowhere\.csv/);
  assert.equal((await readNumbering(db)).ranges, 5);
});

test('numbers whose capacity owner nobody has said get it from the register; what a person wrote stays', async () => {
  const { accountId } = await addAccount(db);
  const site = await addSite(db, { accountId, numbers: 3 });
  const [first, second, third] = site.numbers;
  await db.query("update numbers set e164 = '+74955000150' where id = $1", [first!.id]);
  await db.query("update numbers set e164 = '+79000000001', capacity_owner = 'By hand' where id = $1", [second!.id]);
  await db.query("update numbers set e164 = '+442071838750' where id = $1", [third!.id]);
  const { filled } = await importNumbering(db, [fileOf('ABC-4xx.csv', LANDLINES), fileOf('DEF-9xx.csv', MOBILES)]);
  assert.equal(filled, 1);
  const { rows } = await db.query<{ id: string; owner: string | null }>(
    'select id, capacity_owner as owner from numbers',
  );
  const ownerOf = new Map(rows.map(({ id, owner }) => [id, owner]));
  assert.equal(ownerOf.get(first!.id), 'ООО "Внутри "Столицы""');
  assert.equal(ownerOf.get(second!.id), 'By hand');
  assert.equal(ownerOf.get(third!.id), null);
});

test('a running node hears of an import and knows the new register', async () => {
  const numbering = createNumberingInMemory(db);
  await numbering.reload();
  assert.equal(numbering.lookUp('+79160000000'), null);
  let heard = () => {};
  const told = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const channels = { dialtrace_numbering: () => void numbering.reload().then(heard) };
  const listening = await listen({ db, channels, onReturn: () => {}, log: () => {} });
  await importNumbering(db, [fileOf('DEF-9xx.csv', MOBILES)]);
  await told;
  listening.close();
  assert.equal(numbering.lookUp('+79160000000')?.region, 'Moscow');
});
