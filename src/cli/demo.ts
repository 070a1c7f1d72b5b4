// dialtrace demo call NUMBER: a real SIP call with real speech from the demo's test phone.
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { toE164 } from '../core/phone.ts';

const DEMO_COUNTRY = 'RU';

export function addDemo(program: Command): void {
  const demo = program.command('demo').description('The demo that `npm start` runs.');
  demo
    .command('call')
    .argument('<number>', 'a tracking number, such as +74957770101')
    .description('Call a tracking number from the test phone and wait until the call is over.')
    .option(
      '--caller <number>',
      "the caller's number; +7… speaks Russian, others English (default: a new one each time)",
    )
    .option('--json', 'print data as JSON')
    .action(async (number: string, { caller, json }: { caller?: string; json?: boolean }) => {
      const { inventCaller, placeTestCall, untilCallEnds } = await import('../../demo/office.ts'); // production runs without the demo's files
      const { dataDir } = readConfig(process.env);
      const dialled = phoneOf(number, 'The number to call');
      const from = caller ? phoneOf(caller, "The caller's number") : inventCaller(Math.random);
      const { call } = await placeTestCall({ dataDir, number: dialled, caller: from });
      if (!json) console.log(`${from} is calling ${dialled} …`);
      const { answered, seconds } = await untilCallEnds(dataDir, call);
      console.log(
        json
          ? JSON.stringify({ number: dialled, caller: from, answered, seconds })
          : `${answered ? 'Answered' : 'Not answered'}; over after ${seconds} s.`,
      );
      if (!answered) process.exitCode = 1;
    });
}

function phoneOf(text: string, what: string): string {
  const phone = toE164(text, DEMO_COUNTRY);
  if (phone.kind === 'phone') return phone.e164;
  throw new Error(`${what} "${text}" is not a phone number (${phone.reason}). Write it like +74957770101.`);
}
