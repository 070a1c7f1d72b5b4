// The swap on the page: every place where a person sees or taps the number, now and in content that comes later. Only
// `Text.data` and attributes change: the nodes stay those of the page, so that frameworks keep them.
import { digits, type Rule, rulesOf, type Swap, swapped } from './number.ts';
import { quiet } from './quiet.ts';

export const PHONE_LINK = '[href^="tel:"]';
const SKIP = 'head,script,style,textarea,input,select,code,[contenteditable],[data-dialtrace-skip]';
const ATTRIBUTES = ['href', 'aria-label', 'title', 'alt'];
const SWAPPED = /^([^h]|href(tel|sms):)|wa\.me/;

// A number may be split over these (<b>8 (495)</b> 123-45-67), over #text and #comment. Any other element ends a line of
// text, as a block does.
const INLINE = /^(#[tc].+|EM|[ABISU]|FONT|S(MALL|PAN|TRONG|U[BP])|\w+BR)$/;

// What may stand on the page (its own number, and all that we ever put in its place) → what shall. The forms of one number
// share one object.
const forms: Record<string, Swap> = {};
const observer = new MutationObserver((records) => {
  for (const { target, type, addedNodes } of records) {
    for (const node of type === 'childList' ? addedNodes : [target]) walkBlock(node);
  }
});
let rules: Rule[];
let line: Text[] = [];

// A page's own script may put its number back each time we swap it, for ever: after so many changes we give in.
let changesLeft = 2e4;

/** Shows these numbers on the whole page and in all that comes later, also in place of those it showed before. */
export function showNumbers(numbers: Swap[]): void {
  for (const one of numbers) forms[one.show] = forms[one.find] = Object.assign(forms[one.find] || {}, one);
  rules = rulesOf(forms);
  walkBlock(document.documentElement);
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES });
}

// The whole block that the node stands in, since the rest of a split number may be beside it.
const walkBlock = quiet((node: Node) => {
  if (node.parentElement?.closest(SKIP)) return;
  while (!isApart(node)) node = node.parentNode!;
  walk(node);
});

function walk(node: Node): void {
  const apart = isApart(node);
  if (apart) swapLine();
  if (node.nodeType === 3) line.push(node as Text);
  if (!is(node, SKIP)) {
    for (const name of ATTRIBUTES) {
      const old = (node as Element).getAttribute?.(name);
      if (old && SWAPPED.test(name + old))
        change(old, swapped(old, rules), (next) => (node as Element).setAttribute(name, next));
    }
    node.childNodes.forEach(walk);
  }
  if (apart) swapLine();
}

// A link with a whole number in it is a line of its own, whatever digits stand beside it.
const isApart = (node: Node): boolean =>
  !INLINE.test(node.nodeName) || is(node, SKIP) || (is(node, PHONE_LINK) && digits(node.textContent!).length > 8);

const is = (node: Node, selector: string): boolean => (node as Element).matches?.(selector);

function swapLine(): void {
  const nodes = line;
  const chars = swapped(nodes.map(({ data }) => data).join(''), rules);
  line = [];
  for (const node of nodes) {
    change(node.data, chars.splice(0, node.length), (next) => {
      node.data = next;
    });
  }
}

function change(old: string, chars: string[], put: (next: string) => void): void {
  const next = chars.join('');
  if (old !== next && changesLeft-- > 0) put(next);
}
