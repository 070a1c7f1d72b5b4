// dialtrace start (`npm start`): the whole system with a demo shop, a demo office and a test phone.
import { randomUUIDv7 } from 'node:crypto';
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { engineUser } from '../machine/system-user.ts';
import { openSystem } from '../main.ts';
import { installAsterisk } from '../telephony/asterisk/install.ts';
import { untilAskedToStop } from './stopping.ts';

const SAMPLE =
  '?utm_source=yandex&utm_medium=cpc&utm_campaign=spring&utm_term=roses%20with%20delivery&yclid=1234567890';
const OFFICE_PORTS_AFTER_ENGINE = 3; // the engine uses two ports: where it asks us, where we command it

export function addStart(program: Command): void {
  program
    .command('start')
    .description('Run Dialtrace with a demo shop, a demo office and a test phone.')
    .action(async () => {
      // Here and not above: production runs without the demo's files.
      const { inventCaller, placeTestCall, startOffice } = await import('../../demo/office.ts');
      const { seedDemo } = await import('../../demo/seed.ts');
      const { startShop } = await import('../../demo/shop.ts');
      const begun = Date.now();
      const asked = untilAskedToStop(); // from here on: what has been started is ended too
      const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
      const system = await openSystem(config, console.log);
      const { dataDir } = system;
      const install = installAsterisk({ cacheDir: config.cacheDir, log: console.log });
      const officePort = config.enginePort + OFFICE_PORTS_AFTER_ENGINE;
      const office = await startOffice({
        install,
        user: engineUser(),
        dataDir,
        engine: config.sip,
        port: officePort,
        log: console.log,
      });
      const shopPort = config.port + 1;
      const shopOrigins = [`http://localhost:${shopPort}`, `http://127.0.0.1:${shopPort}`];
      const site = await seedDemo({
        db: system.db,
        accountId: system.owner.accountId,
        shopOrigins,
        sipUri: office.sipUri,
        newId: randomUUIDv7,
      });
      await system.settingsChanged(site.id);
      const shop = await startShop({
        port: shopPort,
        dialtraceOrigin: config.publicUrl,
        siteKey: site.publicKey,
        onTestCall: async (number) => {
          try {
            await placeTestCall({ dataDir, number, caller: inventCaller(Math.random) });
            return { ok: true };
          } catch (error) {
            return { ok: false, reason: (error as Error).message };
          }
        },
      });
      console.log(
        greeting({
          signIn: await system.signInLink(),
          shop: `http://localhost:${shopPort}/${SAMPLE}`,
          seconds: (Date.now() - begun) / 1000,
        }),
      );
      await asked;
      console.log('\nStopping …');
      await shop.close();
      await office.stop();
      await system.stop();
    });
}

function greeting({ signIn, shop, seconds }: { signIn: string; shop: string; seconds: number }): string {
  return `
Dialtrace is running (started in ${seconds.toFixed(1)} s).

  1. Open the demo shop as if from an ad:   ${shop}
  2. Press "call this number from a test phone" there, or in another terminal:
                                            npx dialtrace demo call +74957770101
  3. Watch the call (sign-in link, 24 h):   ${signIn}

Ctrl-C stops everything.`;
}
