// A shop's page as big as the median page: header and footer with the number, cards between, the number in every fortieth.

/** The part of the number that is there no more after the swap. */
export const OLD = '123-45-67';

const ELEMENTS = 1500; // a median page (HTTP Archive)
const PER_CARD = 9;
const AROUND = 20;

/** `head` comes first of all scripts. Numbers that are looked at have the class `number`. */
export function shopPage(head: string): string {
  const number = `<a class="number" href="tel:+74951234567">+7 (495) ${OLD}</a>`;
  const card = (i: number) => `<div class="card"><a href="/item/${i}"><img alt="Item ${i}" width="40" height="40"></a>
    <div><h3>Item ${i}</h3><p>Roses, <b>${i} stems</b>, delivered from 9:00 to 21:00 in <span>2 hours</span>${i % 40 ? '' : `, call ${number}`}</p></div></div>`;
  const cards = Array.from({ length: Math.round((ELEMENTS - AROUND) / PER_CARD) }, (_, i) => card(i));
  return `<!doctype html><meta charset="utf-8"><title>Shop</title>${head}
    <body><header><b>Shop</b> ${number} <a href="/cart">Cart</a></header><main>${cards.join('\n')}</main><footer><p>Call <b>8 (495)</b> ${OLD}</p></footer>`;
}
