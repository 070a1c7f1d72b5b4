// Routes as a person draws them who has read no manual: a real browser, the real API, a real database.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { ruleTo } from '../../dashboard/rooms/routes/ways.ts';
import { newSignInLink } from '../../src/api/access.ts';
import type { Agent, Route, RouteCard, RouteSummary, RouteVersion, Sound, Team } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { launch, person } from '../support/browser.ts';
import { addSite, type RecordedSite } from '../support/records.ts';
import { until } from '../support/system.ts';

const DASHBOARD = path.resolve(import.meta.dirname, '../../dist/dashboard');
const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

let api: TestApi;
let site: RecordedSite;
let anna: Agent;
let sales: Team;
let browser: Browser;
let page: Page;
let url: string;
const broken: string[] = [];

before(async () => {
  api = await openTestApi({ dashboardFolder: DASHBOARD });
  site = await addSite(api.db, { accountId: api.owner.accountId });
  const phone = { kind: 'sip', uri: 'sip:anna@127.0.0.1:5999' };
  anna = await made<Agent>('agents', { name: 'Anna', phone });
  sales = await made<Team>('teams', { name: 'Sales', members: [{ agentId: anna.id, priority: 1 }] });
  api.board.agentsChanged(site.id);
  url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launch({ asPerson: true, flags: MICROPHONE });
  page = await signedIn({ width: 1440, height: 1000 });
  page.on('pageerror', (error) => broken.push(String(error)));
});
after(async () => {
  await browser?.close();
  await api?.close();
});

async function signedIn(viewport: { width: number; height: number }): Promise<Page> {
  const opened = await (await person(browser, { locale: 'en-GB', viewport })).newPage();
  await opened.goto(await newSignInLink({ db: api.db, publicUrl: url, userId: api.owner.userId }));
  return opened;
}

const at = (what: string) => `/api/v1/sites/${site.id}/${what}`;
const made = <T>(what: string, body: object) => api.answer<T>(201, 'POST', at(what), { body });
const dialog = (name: string | RegExp): Locator => page.getByRole('dialog', { name });
const press = (name: string | RegExp, inside: Page | Locator = page) =>
  inside.getByRole('button', { name }).first().click();
const card = (n: number) => page.locator('[data-face]').nth(n - 1);
const focused = (what: Locator) => what.and(page.locator(':focus')).waitFor();
const panel = () => page.getByRole('complementary');
const add = async (where: string, kind: RegExp) => {
  const name = `Add a step: ${where}`;
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('menu', { name, exact: true }).getByRole('menuitem', { name: kind }).click();
};
const routeOf = async (name: string): Promise<RouteCard> => {
  const found = (await api.get<RouteSummary[]>(at('routes'))).find((route) => route.name === name);
  return api.get<RouteCard>(at(`routes/${found?.id}`));
};
const draftIs = (name: string, what: string, isSo: (draft: Route) => boolean) =>
  until(what, async () => isSo((await routeOf(name)).draft));

describe('a route', () => {
  test('is drawn from nothing to published, and says what it serves', async () => {
    await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Routes' }).click();
    await page.getByText('All calls go to the main line').waitFor();
    await press('New route');
    await dialog('A new route').getByLabel('What is it called?').fill('Main line');
    await dialog('A new route').getByText('Nothing yet').click();
    await press('Create');
    await add('as the first', /^Announcement/);
    await panel().getByRole('textbox', { name: 'Words' }).fill('Good day, this is the flower shop.');
    await card(1).getByText('The caller hears “Good day, this is the flower shop.”').waitFor();
    await add('after step 1', /^Choose the way/);
    await panel().getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'important (VIP)' }).click();
    await add('in the branch “if the client is important (VIP)” of step 2', /^Ring people/);
    await card(3).getByText('Rings team “Sales”, one after the other, 20 s each.').waitFor();
    await add('in the branch “otherwise” of step 2', /^Voicemail/);
    await page.getByText('Draft saved').waitFor();
    await press('Publish');
    await dialog('Publish this route').getByText('It serves no calls yet').waitFor();
    await dialog('Publish this route')
      .getByLabel(/^What has changed/)
      .fill('The first one');
    await press('Publish', dialog('Publish this route'));
    await dialog('What does it serve?').getByLabel('All numbers of the site that no other route serves').check();
    await press('Save', dialog('What does it serve?'));
    await page.getByText(/^Serves: all numbers of the site · Version 1, published/).waitFor();
    const { draft, published, serves, faults } = await routeOf('Main line');
    assert.deepEqual([published?.version, published?.note, serves.site, faults], [1, 'The first one', true, []]);
    assert.deepEqual(draft, {
      start: 'announce',
      steps: {
        announce: {
          ...{ do: 'announce', prompt: { text: 'Good day, this is the flower shop.', language: 'en' } },
          next: 'choose',
        },
        choose: { do: 'choose', rules: [ruleTo([{ about: 'caller', is: 'vip' }], 'dial')], else: 'voicemail' },
        dial: {
          ...{ do: 'dial', to: [{ team: sales.id }], strategy: 'in-turn', skill: null, ringSeconds: 20, seconds: 60 },
          ...{ whisper: null, acceptKey: null, else: null },
        },
        voicemail: { do: 'voicemail', prompt: null, seconds: 120, next: null },
      },
    });
  });

  test('with a fault is refused: the fault is told at its step and above, and nothing is published', async () => {
    await add('after step 1', /^Menu/);
    await card(2).getByText('Nothing is said here yet: give words, or choose a sound.').waitFor();
    await press('Publish');
    const refused = page
      .getByRole('alert')
      .filter({ hasText: 'It can’t be published: 1 fault has to be mended first' });
    await refused.getByRole('button', { name: 'Show step 2' }).click();
    await focused(card(2));
    assert.equal((await routeOf('Main line')).published?.version, 1);
  });

  test('forgets a change with Ctrl+Z and has it again with Ctrl+Shift+Z; in a field the keys are the field’s', async () => {
    await panel().getByRole('textbox', { name: 'Words' }).fill('Press 1');
    await draftIs('Main line', 'the words are saved', ({ steps }) => JSON.stringify(steps.menu).includes('Press 1'));
    await panel().getByRole('textbox', { name: 'Words' }).press('Control+z');
    await page.locator('[data-kind="menu"]').waitFor();
    await press('Close', panel());
    await card(1).focus();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await page.locator('[data-kind="menu"]').waitFor({ state: 'detached' });
    await draftIs('Main line', 'the menu is gone', ({ steps }) => !('menu' in steps));
    await page.keyboard.press('Control+Shift+z');
    await page.locator('[data-kind="menu"]').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Published' }).waitFor(); // the draft is what is in force again
  });

  test('answers what would happen, step by step, and lights the way', async () => {
    const client = '+79161112233';
    await api.answer(200, 'PUT', at(`contacts/${client}`), { body: { name: 'Mrs Client', vip: true } });
    await press('What would happen?');
    await panel().getByLabel('Caller').fill('+7 916 111-22-33');
    await press('Try it');
    const answer = panel().getByRole('region', { name: 'Step by step' });
    await answer.getByText('Client: Mrs Client · VIP · a first call').waitFor();
    await answer.getByText('Rule 1 holds').waitFor();
    await answer.getByText('Rings Anna').waitFor();
    const lit = page.locator('[data-lit][data-kind]');
    assert.deepEqual(await lit.evaluateAll((cards) => cards.map((one) => one.getAttribute('data-kind'))), [
      ...['announce', 'choose', 'dial'],
    ]);
    await panel().getByLabel('Caller').fill('');
    await press('Try it');
    await answer.getByText('No rule holds').waitFor();
    await page.locator('[data-kind="voicemail"][data-lit]').waitFor();
    assert.equal(await page.locator('[data-kind="dial"][data-lit]').count(), 0);
    await press('Close', panel());
  });

  test('is walked and changed by keyboard alone', async () => {
    await card(1).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await focused(card(3));
    await page.keyboard.press('Enter');
    await focused(panel().getByRole('heading', { name: 'Step 3: Ring people' }));
    await page.keyboard.press('Tab'); // close
    await page.keyboard.press('Enter');
    await card(3).focus();
    await page.keyboard.press('Delete');
    await page.locator('[data-kind="dial"]').waitFor({ state: 'detached' });
    await draftIs('Main line', 'the step is gone', ({ steps }) => !('dial' in steps));
    await page.keyboard.press('Control+z');
    await page.locator('[data-kind="dial"]').waitFor();
  });

  test('that can’t be saved just now is saved as soon as the server is there again', async () => {
    await page.context().setOffline(true);
    await card(4).click();
    await panel().getByLabel('Message at most, s').fill('90');
    await page.getByText('Not saved', { exact: true }).waitFor();
    await page.getByRole('alert').getByText('Dialtrace does not answer.').waitFor();
    await page.context().setOffline(false);
    await page.getByText('Draft saved').waitFor();
    await draftIs('Main line', 'it is saved', ({ steps }) => JSON.stringify(steps.voicemail).includes('90'));
  });

  test('is published anew, and an older version is looked at and put in force again', async () => {
    await card(4).click();
    await panel().getByLabel('Message at most, s').fill('60');
    await draftIs('Main line', 'the limit is saved', ({ steps }) => JSON.stringify(steps.voicemail).includes('60'));
    await press('Publish');
    await press('Publish', dialog('Publish this route'));
    await page.getByText(/Version 2, published/).waitFor();
    await press('More');
    await page.getByRole('menuitem', { name: 'Versions' }).click();
    await press('Look', panel());
    await page.getByText('This is version 1 as it was.').waitFor();
    await card(4).getByText('a message of 2 min at most').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Add a step/ }).count(), 0);
    await press('Use again', panel());
    await page.getByText(/Version 3, published/).waitFor();
    await card(4).getByText('a message of 2 min at most').waitFor();
    const { id } = await routeOf('Main line');
    const versions = await api.get<RouteVersion[]>(at(`routes/${id}/versions`));
    assert.deepEqual(
      versions.map(({ version, inForce }) => [version, inForce]),
      [
        [3, true],
        [2, false],
        [1, false],
      ],
    );
  });

  test('is read and pasted as JSON; what can’t be drawn is refused with the reason', async () => {
    await press('More');
    await page.getByRole('menuitem', { name: 'JSON' }).click();
    const json = panel().getByRole('textbox', { name: 'JSON' });
    assert.deepEqual(JSON.parse(await json.inputValue()), (await routeOf('Main line')).draft);
    await json.fill('{"start":"a","steps":{"a":{"do":"dance"}}}');
    await press('Take over', panel());
    await panel().getByText('This can’t be read: "steps.a.do"').waitFor();
    const pasted = { start: 'bye', steps: { bye: { do: 'hang-up', cause: 'busy' } } };
    await json.fill(JSON.stringify(pasted));
    await press('Take over', panel());
    await card(1).getByText('Hangs up; the caller hears the busy tone.').waitFor();
    await page.getByText('No way leads to a person, to voicemail or to a call back').waitFor();
    await press('Undo (Ctrl+Z)');
    await page.locator('[data-kind="announce"]').waitFor();
  });

  test('from a template rings each client’s own manager, with all branches meeting at the team', async () => {
    await page.getByRole('link', { name: 'All routes' }).click();
    await press('New route');
    await dialog('A new route').getByLabel('What is it called?').fill('Managers');
    await dialog('A new route').getByText('Each client to the right manager').click();
    await press('Create');
    await page.getByText('if who talked with them last is on shift').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Goes on below, with step 4' }).count(), 3);
    assert.deepEqual((await routeOf('Managers')).faults, []);
  });

  test('is read on a phone without scrolling sideways', async () => {
    const { id } = await routeOf('Managers');
    const narrow = await signedIn({ width: 375, height: 720 });
    await narrow.goto(`${url}/routes/${id}?site=${site.publicKey}`);
    await narrow.getByText('A call comes in').waitFor();
    assert.ok(await narrow.evaluate('document.documentElement.scrollWidth <= innerWidth'));
    const sheet = narrow.getByRole('region', { name: 'The route, from above to below' });
    assert.ok(await sheet.evaluate((drawn) => drawn.scrollWidth <= drawn.clientWidth));
    await narrow.locator('[data-face]').nth(1).click();
    await narrow.getByRole('dialog', { name: 'Step 2: Ring people' }).waitFor();
    await narrow.context().close();
  });
});

describe('a sound', () => {
  const sounds = () => api.get<Sound[]>(at('sounds'));

  test('is chosen as a file of any rate and kept as telephones play it', async () => {
    await page.goto(`${url}/routes/sounds?site=${site.publicKey}`);
    await press('Add a sound');
    const adding = dialog('Add a sound');
    const file = { name: 'Hello there.wav', mimeType: 'audio/wav', buffer: stereoWav(44_100, 1.5) };
    await adding.locator('input[type=file]').setInputFiles(file);
    await adding.getByRole('button', { name: 'Add' }).click();
    await page.getByText('Hello there').waitFor();
    const [kept] = await sounds();
    assert.equal(kept?.name, 'Hello there');
    assert.ok(Math.abs((kept?.seconds ?? 0) - 1.5) < 0.05, `${kept?.seconds} s`);
  });

  test('is recorded from the microphone', async () => {
    await press('Add a sound');
    const adding = dialog('Add a sound');
    await press('Record', adding);
    await adding.getByText('Recording, 0:01').waitFor();
    await press('Stop', adding);
    await adding.getByLabel(/^Name/).fill('Spoken');
    await adding.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('button', { name: 'Play Spoken' }).waitFor();
    const spoken = (await sounds()).find(({ name }) => name === 'Spoken');
    assert.ok((spoken?.seconds ?? 0) > 0.5, `${spoken?.seconds} s`);
  });

  test('that is no sound is refused in words', async () => {
    await press('Add a sound');
    const adding = dialog('Add a sound');
    const file = { name: 'letter.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('Dear friend') };
    await adding.locator('input[type=file]').setInputFiles(file);
    await adding.getByText('This browser can’t play that file.').waitFor();
    await press('Cancel', adding);
  });

  test('is renamed, played by a route, and not deleted as long as it is', async () => {
    await press('Rename Spoken');
    await dialog('Rename Spoken').getByLabel(/^Name/).fill('Greeting');
    await press('Save', dialog('Rename Spoken'));
    await page.getByRole('button', { name: 'Play Greeting' }).waitFor();
    const { id } = await routeOf('Managers');
    await page.goto(`${url}/routes/${id}?site=${site.publicKey}`);
    await add('as the first', /^Announcement/);
    await panel().getByText('Sound', { exact: true }).click();
    await panel().getByRole('combobox', { name: 'Sound' }).click();
    await page.getByRole('option', { name: 'Greeting' }).click();
    await card(1).getByText('The caller hears the sound “Greeting”.').waitFor();
    await draftIs('Managers', 'the sound is saved', ({ steps }) => 'announce' in steps);
    await page.goto(`${url}/routes/sounds?site=${site.publicKey}`);
    await page.getByText('Heard in: Managers').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Delete Greeting' }).isDisabled());
    await press('Delete Hello there');
    await press('Delete', dialog('Delete “Hello there”?'));
    await page.getByRole('button', { name: 'Play Hello there' }).waitFor({ state: 'detached' });
    assert.deepEqual(
      (await sounds()).map(({ name }) => name),
      ['Greeting'],
    );
  });
});

test('a whisper is written with places that read as words, and an example says how it will sound', async () => {
  const ringing = { strategy: 'in-turn', skill: null, ringSeconds: 20, seconds: 60, acceptKey: null, else: null };
  const dial = { do: 'dial', to: [{ team: sales.id }], ...ringing, whisper: { text: 'advert:', language: 'en' } };
  const { id } = await made<RouteCard>('routes', { name: 'Whispered', draft: { start: 'dial', steps: { dial } } });
  await page.goto(`${url}/routes/${id}?site=${site.publicKey}`);
  const whisperIs = (text: string) =>
    draftIs('Whispered', `the whisper is ${text}`, ({ steps }) =>
      JSON.stringify(steps.dial).includes(`"text":"${text}"`),
    );
  await card(1).click();
  const words = panel().getByRole('textbox', { name: 'Whisper to the agent before the talk' });
  await words.press('End');
  await press('source', panel());
  await words.pressSequentially(', ');
  await press('campaign', panel());
  assert.equal(await words.inputValue(), 'advert: [source], [campaign]');
  await panel().getByText('“advert: Google, spring”').waitFor();
  await card(1).getByText('advert: [source], [campaign]').waitFor();
  await whisperIs('advert: {source}, {campaign}');
  await words.press('Backspace'); // takes the whole place
  await words.press('Backspace');
  await words.press('Backspace');
  await whisperIs('advert: {source}');
  await panel().getByText('“advert: Google”').waitFor();
});

test('no page broke meanwhile', () => assert.deepEqual(broken, []));

/** A tone on both channels, as a recorder of today makes it. */
function stereoWav(rate: number, seconds: number): Buffer {
  const frames = Math.round(rate * seconds);
  const file = Buffer.alloc(44 + frames * 4);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + frames * 4, 4);
  file.write('WAVEfmt ', 8);
  for (const [offset, value] of [
    [16, 16],
    [24, rate],
    [28, rate * 4],
    [40, frames * 4],
  ] as const)
    file.writeUInt32LE(value, offset);
  for (const [offset, value] of [
    [20, 1],
    [22, 2],
    [32, 4],
    [34, 16],
  ] as const)
    file.writeUInt16LE(value, offset);
  file.write('data', 36);
  for (let n = 0; n < frames * 2; n++) file.writeInt16LE(Math.round(8000 * Math.sin(n / 20)), 44 + n * 2);
  return file;
}
