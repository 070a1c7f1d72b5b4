// An existing Asterisk with our recipe (deploy/freepbx): it asks where a call goes, tells who took it and how it ended,
// and goes its own way when we do not answer. A real Asterisk on one side, the real hook server on the other.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readConfig } from '../../src/config.ts';
import { engineUser } from '../../src/machine/system-user.ts';
import { type Engine, startEngine } from '../../src/telephony/asterisk/engine.ts';
import { installAsterisk } from '../../src/telephony/asterisk/install.ts';
import { endAtOnce } from '../support/engine.ts';
import { type Hooks, openHooks } from '../support/hooks.ts';
import { freePorts, until } from '../support/system.ts';

const RECIPE = path.resolve(import.meta.dirname, '../../deploy/freepbx/extensions_dialtrace.conf');
const PASSWORD = 'far-pbx';

let hooks: Hooks;
let connected: Awaited<ReturnType<Hooks['connect']>>;
let engine: Engine;
let folder: string;
let httpPort = 0;

before(async () => {
  hooks = await openHooks();
  connected = await hooks.connect('pbx', {}, [
    { name: 'Anna', phone: { kind: 'sip', uri: 'sip:101@pbx.example.test' } },
    { name: 'Boris', phone: { kind: 'sip', uri: 'sip:102@pbx.example.test' } },
  ]);
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-far-'));
  chmodSync(folder, 0o755);
  const [port = 0, http = 0] = await freePorts(2);
  httpPort = http;
  const recipe = readFileSync(RECIPE, 'utf8')
    .replace(/^DIALTRACE_URL=.*$/m, `DIALTRACE_URL=${hooks.base}${connected.hook}`)
    .replace(/^DIALTRACE_OWN=.*$/m, 'DIALTRACE_OWN=as-before')
    .replace('[globals](+)', '[globals]');
  engine = await startEngine({
    settings: {
      ...{ name: 'far', runDir: path.join(folder, 'far'), sip: { address: '127.0.0.13', port } },
      ...{ rtp: { first: 32000, last: 32099 }, httpPort, ariPassword: PASSWORD, trunks: [], endpoints: '' },
      extensions: `${recipe}
[from-internal]
exten => 101,1,GotoIf($["\${DT_CALLER:-1}"="9"]?busy)
 same => n,Answer()
 same => n,Wait(2)
 same => n,Hangup()
 same => n(busy),Busy(1)
exten => 102,1,Wait(1)
 same => n,Answer()
 same => n,Wait(1)
 same => n,Hangup()

[as-before]
exten => _[+0-9]!,1,Set(GLOBAL(WENT_ITS_OWN_WAY)=\${EXTEN})
 same => n,Answer()
 same => n,Wait(1)
 same => n,Hangup()

[the-caller]
exten => listens,1,Wait(20)
`,
    },
    ...{ install: installAsterisk({ cacheDir: readConfig(process.env).cacheDir, log: () => {} }), user: engineUser() },
    log: () => {},
  });
});
after(async () => {
  if (engine) await endAtOnce(engine, path.join(folder, 'far'));
  await hooks?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function ari(method: string, at: string, query: Record<string, string>) {
  const credentials = Buffer.from(`dialtrace:${PASSWORD}`).toString('base64');
  const answer = await fetch(`http://127.0.0.1:${httpPort}/ari/${at}?${new URLSearchParams(query)}`, {
    ...{ method, headers: { authorization: `Basic ${credentials}` } },
  });
  assert.ok(answer.ok, `${at}: ${answer.status} ${await answer.clone().text()}`);
  return answer.status === 204 ? undefined : ((await answer.json()) as { id: string; value?: string });
}

const call = (number: string, callerId: string) =>
  ari('POST', 'channels', {
    ...{
      endpoint: `Local/${number}@dialtrace/n`,
      context: 'the-caller',
      extension: 'listens',
      priority: '1',
      callerId,
    },
    timeout: '30',
  });
const newest = (caller: string) =>
  until(`the call of ${caller} is over`, async () => {
    const { rows } = await hooks.db.query<{ id: string }>(
      'select provider_call_id as id from calls where provider = $1 and caller = $2 and ended_at is not null order by started_at desc limit 1',
      [connected.provider, caller],
    );
    return rows[0] && hooks.call(connected.provider, rows[0].id);
  });

test('the far PBX rings whom it is told, and the call is listed with who took it', async () => {
  await call(connected.did, '+79261230001');
  const told = await newest('+79261230001');
  assert.deepEqual([told.line.status, told.line.answeredBy], ['answered', 'Anna']);
  assert.ok((told.line.talkSeconds ?? 0) >= 1 && (told.line.talkSeconds ?? 9) <= 5, `${told.line.talkSeconds}`);
});

test('one who is busy is passed over', async () => {
  await call(connected.did, '+79261230009');
  const told = await newest('+79261230009');
  assert.deepEqual([told.line.status, told.line.answeredBy], ['answered', 'Boris']);
});

test('without an answer of ours the call goes the way it went before', async () => {
  await hooks.db.query('update connections set hook_secret = $2 where id = $1', [connected.connectionId, 'moved']);
  await hooks.reload();
  await call(connected.did, '+79261230002');
  await until('it went its own way', async () => {
    const found = await ari('GET', 'asterisk/variable', { variable: 'WENT_ITS_OWN_WAY' });
    return found?.value === connected.did;
  });
});
