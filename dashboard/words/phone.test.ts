import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phone, toE164 } from './phone.ts';

test('numbers are written as their owners write them', () => {
  const cases = {
    '+74951234567': '+7 495 123-45-67',
    '+14155550132': '+1 415 555-0132',
    '+442079460958': '+44 20 7946 0958',
    '+447788954697': '+44 7788 954697',
    '+33123456789': '+33 1 23 45 67 89',
    '+375291234567': '+375 29 123-45-67',
    '+351211234567': '+351 211 234 567',
    '+4930123456': '+49 301 234 56',
  };
  for (const [e164, written] of Object.entries(cases)) assert.equal(phone(e164), written);
});

test('what is not a phone number is shown as it came', () => {
  assert.equal(phone('+101'), '+101');
  assert.equal(phone('anonymous'), 'anonymous');
});

test('a number is understood however it is typed', () => {
  for (const typed of ['8 (495) 123-45-67', '+7 495 123-45-67', '007 495 1234567', '+74951234567']) {
    assert.equal(toE164(typed), '+74951234567', typed);
  }
});

test('half a number is no number', () => {
  for (const typed of ['', '495 123', '+7', 'call us', '+0495123456']) assert.equal(toE164(typed), null, typed);
});
