import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { blotOut } from './blotting.ts';
import { engineFolders } from './configuration.ts';

const runDir = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-blot-'));
const { log, journal, security } = engineFolders(runDir);
mkdirSync(log);
const messages = path.join(log, 'messages');
beforeEach(() => {
  for (const file of [journal, `${journal}.1`, messages, security]) rmSync(file, { force: true });
});
after(() => rmSync(runDir, { recursive: true }));

const PHONE = '+79165550177';
const line = (num: string, id = '1795334837.42') =>
  `${JSON.stringify({ EventType: 'CHAN_START', EventTime: 1795334837.123456, LinkedID: id, Num: num, EventExtra: `{"did":"74951234567"}` })}\n`;
const read = (file = journal) => ({ fileId: String(statSync(file).ino), readTo: statSync(file).size });

test('a phone is blotted out of the journal however the operator writes it; others and the length stay', async () => {
  const forms = ['79165550177', '+79165550177', '89165550177', '9165550177', '0079165550177'];
  const others = ['79165550178', '179165550177', '791655501770', 'Анна 79265550177'];
  writeFileSync(journal, [...forms, ...others].map((num) => line(num)).join(''));
  const before = readFileSync(journal, 'utf8');
  assert.equal(await blotOut({ runDir, phone: PHONE, read: read() }), forms.length);
  const lines = readFileSync(journal, 'utf8').trim().split('\n');
  const numbers = lines.map((one) => (JSON.parse(one) as { Num: string }).Num);
  assert.deepEqual(numbers, [...forms.map((form) => form.replaceAll(/\d/g, 'x')), ...others]);
  assert.equal(readFileSync(journal).length, Buffer.byteLength(before));
});

test('what was not read yet stays, and what is appended meanwhile, too', async () => {
  writeFileSync(journal, line('79165550177'));
  const place = read();
  appendFileSync(journal, line('79165550177'));
  assert.equal(await blotOut({ runDir, phone: PHONE, read: place }), 1);
  assert.equal(
    await blotOut({ runDir, phone: PHONE, read: { ...place, fileId: '1' } }),
    0,
    'the place is in another file',
  );
  assert.equal(await blotOut({ runDir, phone: PHONE, read: undefined }), 0);
  assert.match(readFileSync(journal, 'utf8'), /"Num":"x{11}".*\n.*"Num":"79165550177"/);
});

test('logs lose it whole, in files larger than a piece that is read', async () => {
  const noise = `${'[2026-11-22 10:00:00] NOTICE: nothing of interest\n'.repeat(60_000)}`;
  const words = `WARNING: call from '+79165550177' (sip:79165550177@198.51.100.7:5060) failed\n`;
  writeFileSync(messages, `${words}${noise}${words}`);
  writeFileSync(security, `{"AccountID":"79165550177","at":"9165550177.5"}\n`);
  assert.equal(await blotOut({ runDir, phone: PHONE, read: undefined }), 5);
  assert.doesNotMatch(readFileSync(messages, 'utf8'), /9165550177/);
  assert.match(readFileSync(messages, 'utf8'), /from '\+x{11}' \(sip:x{11}@198\.51\.100\.7:5060\)/);
  assert.match(readFileSync(security, 'utf8'), /"x{11}","at":"9165550177\.5"/);
});
