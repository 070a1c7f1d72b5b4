import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toldOf } from '../../../../tests/support/told.ts';
import type { Told } from '../../told.ts';
import { hashed, ingestOf, wishOf } from './conversion.ts';

const SETTINGS = { customerId: '123-456-7890', conversionActionId: '987654321' };
const bytesOf = (told: Told, settings: Record<string, string> = {}) => {
  const wish = wishOf({ told }, { ...SETTINGS, ...settings });
  assert.ok(!('reason' in wish) && wish.wanted);
  const more = { transactionId: wish.subject, actionId: wish.actionId, trial: false };
  return JSON.stringify(ingestOf(wish.wanted, { ...more, settings: { ...SETTINGS, ...settings } }));
};

test('a call as the Data Manager API gets it', () =>
  assert.equal(
    bytesOf(toldOf(), { value: '500', adUserData: 'granted' }),
    '{"destinations":[{"operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"1234567890"},"productDestinationId":"987654321"}],' +
      '"events":[{"transactionId":"call-01a1f000-0000-7000-8000-000000000001","eventTimestamp":"2026-11-21T09:00:00Z","eventSource":"PHONE",' +
      '"adIdentifiers":{"gclid":"Cj0-A"},"conversionValue":500,"currency":"RUB"}],"consent":{"adUserData":"CONSENT_GRANTED"}}',
  ));

test('with the hash of the phone, through a manager account, with variables, its value weighted', () =>
  assert.equal(
    bytesOf(toldOf({ visit: { clickIds: {} } }), {
      ...{ value: '500', valueBy: 'probability', identifyBy: 'click-and-phone', loginCustomerId: '111-222-3333' },
      variables: '{"sure":"{probability}","nothing":"{contact}"}',
    }),
    '{"destinations":[{"loginAccount":{"accountType":"GOOGLE_ADS","accountId":"1112223333"},"operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"1234567890"},"productDestinationId":"987654321"}],' +
      '"events":[{"transactionId":"call-01a1f000-0000-7000-8000-000000000001","eventTimestamp":"2026-11-21T09:00:00Z","eventSource":"PHONE",' +
      `"userData":{"userIdentifiers":[{"phoneNumber":"${hashed('+79165550100')}"}]},"conversionValue":485,"currency":"RUB",` +
      '"customVariables":[{"variable":"sure","value":"0.98"}]}],"encoding":"HEX"}',
  ));

// printf '+79165550100' | sha256sum
test('a phone is hashed in E.164 with its plus', () =>
  assert.equal(hashed('+7 (916) 555-01-00'), '4bf0dd485569bd83f42b223f14e9c8433bbe75cbdd9dab2b651a5f0557c72dbc'));

describe('what is told of a call', () => {
  const wish = (told: Told, settings: Record<string, string> = {}) => {
    const made = wishOf({ told }, { ...SETTINGS, ...settings });
    return 'reason' in made ? made.reason : (made.wanted?.adIdentifiers ?? made.wanted?.who ?? 'taken back');
  };
  const deal = (status: 'open' | 'won' | 'lost') => ({
    ...{ id: 'd1', farId: '7', title: null, stage: null, status, amount: { minor: 100, currency: 'RUB' }, url: null },
  });
  for (const [name, got, expected] of [
    ['gclid goes first and alone', wish(toldOf({ visit: { clickIds: { wbraid: 'w', gclid: 'g' } } })), { gclid: 'g' }],
    [
      'never wbraid and gbraid together',
      wish(toldOf({ visit: { clickIds: { gbraid: 'b', wbraid: 'w' } } })),
      { wbraid: 'w' },
    ],
    ['no click of Google', wish(toldOf({ visit: { clickIds: { yclid: '1' } } })), 'no-click'],
    ['no visit', wish(toldOf({ visit: null })), 'no-click'],
    ['no visit, but a phone', wish(toldOf({ visit: null }), { identifyBy: 'click-and-phone' }), 'phone'],
    [
      'a hidden number',
      wish(toldOf({ visit: null, call: { caller: null } }), { identifyBy: 'click-and-phone' }),
      'no-click',
    ],
    ['a call that goes on', wish(toldOf({ call: { endedAt: null } })), 'not-over'],
    ['spam', wish(toldOf({ call: { spam: { reasons: [], by: 'person', heldBack: false } } })), 'taken back'],
    ['a call that was not wanted', wish(toldOf({ call: { category: 'not-target' } })), 'taken back'],
    ['a click 90 days before', wish(toldOf({ visit: { startedAt: '2026-08-23T09:00:01Z' } })), { gclid: 'Cj0-A' }],
    ['a click longer ago', wish(toldOf({ visit: { startedAt: '2026-08-23T08:59:59Z' } })), 'click-too-old'],
    ['a deal without an action', wish(toldOf({ type: 'deal.changed', deal: deal('won') })), 'no-action-for-deals'],
    [
      'a won deal',
      wish(toldOf({ type: 'deal.changed', deal: deal('won') }), { dealActionId: '1' }),
      { gclid: 'Cj0-A' },
    ],
    ['a lost deal', wish(toldOf({ type: 'deal.changed', deal: deal('lost') }), { dealActionId: '1' }), 'taken back'],
  ] as const)
    test(name, () => assert.deepEqual(got, expected));
});
