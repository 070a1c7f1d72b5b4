import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEvent, readLog } from './log-lines.ts';
import type { LogEvent } from './world.ts';

const VISIT =
  '{"t":1,"type":"visit","visit":"v1","visitor":"b1","channel":"paid","campaign":"x","region":"R1","mobile":true}';
const read = async (lines: string[]) => {
  const events: LogEvent[] = [];
  for await (const { event } of readLog(lines)) events.push(event);
  return events;
};

test('a line is read as the contract has it, and fields it does not name are left out', () => {
  const visit = {
    t: 1,
    type: 'visit',
    visit: 'v1',
    visitor: 'b1',
    channel: 'paid',
    campaign: 'x',
    region: 'R1',
    mobile: true,
  };
  assert.deepEqual(parseEvent(VISIT.replace('{', '{"colour":"red",')), visit);
  assert.deepEqual(parseEvent('{"t":2.5,"type":"tap","visit":"v1","truth":{}}'), { t: 2.5, type: 'tap', visit: 'v1' });
  const call = { t: 3, type: 'call', id: 'c1', caller: null, region: null };
  assert.deepEqual(parseEvent('{"t":3,"type":"call","id":"c1","caller":null,"dials":"v1"}'), { ...call, dials: 'v1' });
  assert.deepEqual(parseEvent('{"t":3,"type":"call","id":"c1","number":0}'), { ...call, number: 0 });
});

test('a bad line is named with what is wrong', async () => {
  const cases: [string, RegExp][] = [
    ['{"t":', /^Error: Line 2: It is not JSON/],
    ['[1]', /Line 2: It is not a JSON object/],
    ['{"t":"1","type":"beat","visit":"v1"}', /Line 2: "t" must be a number/],
    ['{"t":1,"type":"beet","visit":"v1"}', /Line 2: "type" must be visit, beat, tap, close or call/],
    ['{"t":1,"type":"beat"}', /Line 2: "visit" must be text/],
    [VISIT.replace('"R1"', '7'), /Line 2: "region" must be text or null/],
    ['{"t":1,"type":"call","id":"c1"}', /Line 2: A call has either "dials"/],
    ['{"t":1,"type":"call","id":"c1","dials":"v1","number":0}', /Line 2: A call has either "dials"/],
    ['{"t":1,"type":"call","id":"c1","number":-1}', /Line 2: "number" must be an index/],
  ];
  for (const [line, wrong] of cases) await assert.rejects(read([VISIT, line]), wrong);
});

test('a log that goes back in time is refused', async () => {
  await assert.rejects(read([VISIT, '', '{"t":0.5,"type":"beat","visit":"v1"}']), /Line 3: t 0.5 comes after t 1/);
});

test('events of one moment may stand in any order: a visit is told before what it did, a call last', async () => {
  const at = ['call","id":"c1","dials":"v1', 'close","visit":"v1', 'beat","visit":"v1'].map(
    (rest) => `{"t":1,"type":"${rest}"}`,
  );
  const types = (await read([...at, VISIT, '{"t":2,"type":"tap","visit":"v1"}'])).map(({ type }) => type);
  assert.deepEqual(types, ['visit', 'beat', 'close', 'call', 'tap']);
});
