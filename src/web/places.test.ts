import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Piece } from './piece.ts';
import { judgePlaces, withSamples } from './places.ts';

const [target] = withSamples([{ number: '+74951234567', like: '+74957770001' }]);
const SAMPLE = '+7 495 000-00-01';
const piece = (text: string, more: Partial<Piece> = {}): Piece => ({
  ...{ kind: 'text', within: 'page', text, path: 'p', line: -1, bounds: [] },
  ...{ isVisible: true, isSkipped: false, isEditable: false, ...more },
});
const judged = (pieces: Piece[], isFull = true) =>
  judgePlaces(pieces, { targets: [target!], seenAs: 'swapped-page', isFull }).map(
    ({ verdict, reason }) => reason ?? verdict,
  );

test('samples have country, area and length of a tracking number, and are no two alike', () => {
  const numbers = ['+74957770001', '+442071838750', '+375291234567', '+74957770002'];
  const samples = withSamples(numbers.map((like) => ({ number: '+74951234567', like }))).map(({ sample }) => sample);
  assert.deepEqual(samples, ['+74950000001', '+442070000002', '+375291000003', '+74950000004']);
});

describe('a place', () => {
  for (const [words, pieces, expected] of [
    ['with the sample is swapped', [piece(`Call ${SAMPLE}`)], ['swapped']],
    ['with the own number is missed', [piece('8 495 123-45-67')], ['unusual-form']],
    ['whose number stands in two nodes is told apart', [piece('+7 495 123-45-67', { bounds: [6] })], ['split']],
    ['in two lines', [piece('8 495', { line: 1 }), piece('123-45-67', { line: 2 })], ['split']],
    ['in two lines far apart is none', [piece('8 495', { line: 1 }), piece('123-45-67', { line: 3 })], []],
    ['may have both', [piece(`${SAMPLE}, 8 495 123-45-67`)], ['swapped', 'unusual-form']],
    [
      'that is skipped is left, wherever it is',
      [piece('84951234567', { isSkipped: true, within: 'shadow' })],
      ['marked-to-skip'],
    ],
    ['in a picture’s name', [piece('/84951234567.png', { kind: 'image' })], ['image']],
    [
      'in a picture’s description: the picture has it, too',
      [piece(SAMPLE, { kind: 'image-alt' })],
      ['swapped', 'image'],
    ],
    [
      'in a long description is only there',
      [piece(`Our shop in Lenin street, ${SAMPLE}`, { kind: 'image-alt' })],
      ['swapped'],
    ],
    ['that is dialled', [piece('tel:+74951234567', { kind: 'link' })], ['unusual-form']],
    ['of a messenger', [piece('viber://chat?number=%2B74951234567', { kind: 'link' })], ['messenger-link']],
    ['in another address', [piece('/search?q=84951234567', { kind: 'link' })], ['other-link']],
    ['in a component', [piece('84951234567', { within: 'shadow' })], ['shadow']],
  ] as const)
    test(words, () => assert.deepEqual(judged([...pieces]), expected));
  test('that only the full file reaches', () => {
    for (const one of [piece('84951234567', { within: 'frame' }), piece('٨٤٩٥١٢٣٤٥٦٧')])
      assert.deepEqual(judged([one], false), ['needs-dt-full']);
  });
});

test('the text is told as its author wrote it', () => {
  const [place] = judgePlaces([piece(`Тел. ${SAMPLE}!`)], {
    targets: [target!],
    seenAs: 'swapped-page',
    isFull: true,
  });
  assert.equal(place?.text, 'Тел. +7 495 123-45-67!');
});
