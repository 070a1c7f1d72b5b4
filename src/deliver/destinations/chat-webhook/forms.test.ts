import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../people/message.ts';
import { formOf } from './forms.ts';

const MESSAGE: Message = {
  ...{ icon: '❌', title: 'Missed call: Ivan & Co', own: null, text: null },
  parts: [
    { title: null, facts: [{ label: 'Campaign', text: '<!channel> *sale* @all [x](http://e.example)' }] },
    { title: 'By source', facts: [{ label: 'Maps', text: '2' }] },
  ],
  links: [{ text: 'Open the card', url: 'https://calls.example.test/calls/1' }],
  site: { id: '', accountId: '', name: 'Shop', timeZone: 'UTC', currency: 'RUB' },
};
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

test('Slack: blocks, and a text for notifications; a value calls nobody', () => {
  assert.deepEqual(formOf('slack').bodyOf(MESSAGE), {
    text: '❌ Missed call: Ivan &amp; Co',
    blocks: [
      section('❌ *Missed call: Ivan &amp; Co*'),
      section('Campaign: &lt;!channel&gt; *sale* @all [x](http://e.example)'),
      section('*By source*\nMaps: 2'),
      section('<https://calls.example.test/calls/1|Open the card>'),
    ],
  });
});

test('Mattermost and Rocket.Chat: Markdown in which a value formats nothing and calls nobody', () => {
  assert.deepEqual(formOf('mattermost').bodyOf(MESSAGE), {
    text: [
      '❌ **Missed call: Ivan & Co**',
      'Campaign: \\<!channel\\> \\*sale\\* @\u200ball \\[x\\](http://e.example)',
      '**By source**\nMaps: 2',
      '[Open the card](https://calls.example.test/calls/1)',
    ].join('\n\n'),
  });
  assert.match(JSON.stringify(formOf('rocket-chat').bodyOf(MESSAGE)), /❌ \*Missed call: Ivan & Co\*/);
});

test('Google Chat: signs that would format give way to their likes', () => {
  const { text } = formOf('google-chat').bodyOf(MESSAGE) as { text: string };
  assert.ok(text.startsWith('❌ *Missed call: Ivan & Co*\n\nCampaign: ‹!channel› ∗sale∗ @all'));
  assert.ok(text.endsWith('<https://calls.example.test/calls/1|Open the card>'));
});

test('the owner’s own words stand alone, with the way on', () => {
  assert.deepEqual(formOf('text').bodyOf({ ...MESSAGE, own: 'Call from x' }), {
    text: 'Call from x\n\nOpen the card: https://calls.example.test/calls/1',
  });
});

test('Slack takes no block longer than 3000 characters', () => {
  const own = 'x'.repeat(5000);
  const { blocks } = formOf('slack').bodyOf({ ...MESSAGE, own }) as { blocks: { text: { text: string } }[] };
  assert.equal(blocks[0]?.text.text.length, 3000);
});
