// Random pieces of pages: numbers in many forms, what looks like a number, and all else.
import type { Chance } from './chance.ts';

const FORMS = [
  '8 (495) 123-45-67',
  '+7 495 123-45-67',
  '+7 (495) 123 45 67',
  '84951234567',
  '+74951234567',
  '8-495-123-45-67',
  '8\u00a0495\u00a0123-45-67',
  '(495) 123-45-67',
  '495 123 45 67',
  '74951234567',
];
const DECOYS = [
  '8 (495) 123-45-68',
  '994951234567',
  '849512345678',
  '4276 4951 2345 6789',
  '123-45-67',
  '8 495',
  '8 800 555-35-35',
  '+1 (495) 123-45-67',
  '2024-11-22',
  '9:00–21:00',
  '1 234 567 ₽',
  'SKU84951234567',
  '84951234567@mail.example',
  '55.7558, 37.6173',
];
const WORDS = ['Позвоните нам', 'Call us', 'цветы', '💐', 'roses & tulips <3', 'доставка за час', '', ' ', '\n  '];
const INLINE = ['span', 'b', 'i', 'em', 'strong', 'small'];
const BLOCK = ['p', 'div', 'li', 'h2', 'section', 'article'];
const NEVER = [
  '<textarea>',
  '<script type="text/plain">',
  '<style media="x">',
  '<div contenteditable>',
  '<i data-dialtrace-skip>',
];
const ATTRIBUTES = ['title', 'aria-label', 'alt', 'data-phone', 'class', 'id', 'name'];

/** A text, often with a number in it. */
export function textBy(chance: Chance): string {
  const word = () => chance.one(WORDS);
  const number = () => (chance.is(0.6) ? chance.one(FORMS) : chance.one(DECOYS));
  return chance.one<() => string>([
    word,
    () => `Тел: ${number()}`,
    () => `${word()} ${number()} ${word()}`,
    () => `Звоните ${number()}, круглосуточно`,
    number,
    () => number().slice(0, 1 + chance.below(9)), // half of one
  ])();
}

/** The name of an attribute and its value. */
export const attributeBy = (chance: Chance): [name: string, value: string] => [chance.one(ATTRIBUTES), textBy(chance)];

const hrefBy = (chance: Chance) => `${chance.one(['tel:', 'tel:', 'sms:', 'https://wa.me/', '/'])}${chance.one(FORMS)}`;

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** HTML of so many levels at most. */
export function htmlBy(chance: Chance, levels: number): string {
  if (levels === 0 || chance.is(0.35)) return escaped(textBy(chance));
  if (chance.is(0.08)) return neverBy(chance);
  const children = Array.from({ length: chance.below(4) }, () => htmlBy(chance, levels - 1)).join('');
  if (chance.is(0.1)) return `<!--${chance.one(FORMS)}-->${children}`;
  if (chance.is(0.1)) return `<a href="${hrefBy(chance)}">${escaped(textBy(chance))}</a>`;
  const name = chance.one(chance.is(0.5) ? INLINE : BLOCK);
  const [attribute, value] = attributeBy(chance);
  return `<${name} ${attribute}="${escaped(value)}">${children}</${name}>`;
}

function neverBy(chance: Chance): string {
  const open = chance.one(NEVER);
  return `${open}${escaped(textBy(chance))}</${/\w+/.exec(open)![0]}>`;
}

export { INLINE as INLINE_NAMES };
