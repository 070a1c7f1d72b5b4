// The swap on the page: every place where a person sees or taps the number, now and in content that comes later. Only
// texts and attributes change: the nodes stay those of the page, so that frameworks keep them.
import { national, printed, type Rule, type Swap, swapped } from './number.ts';
import { quiet } from './quiet.ts';

export const PHONE_LINK = '[href^="tel:"]';
const SKIP = 'head,script,style,textarea,input,select,[contenteditable],[data-dialtrace-skip]';

// Attributes that people see, hear or dial. Of links only those that are dialled: others may have the number in their
// address for quite another reason, and a messenger (wa.me) knows the shop's own number, not ours.
const ATTRIBUTES = ['title', 'href', 'aria-label', 'alt'];
const SWAPPED = /^([^h]|href(tel|sms):)/;

// A number may be split over these (<b>8 (495)</b> 123-45-67): #text, #comment, SMALL, SPAN, STRONG, SUB, NOBR, WBR, ABBR … Any
// other element ends a line of text, as a block does.
const INLINE = /^(#[tc]|S[MPTU]|[ABISU]$|EM|.+BR$)/;

// What may stand on the page (its own number, and all that we ever put in its place) → what shall. The forms of one number
// share one object.
const forms: Record<string, Swap> = {};
const line: Node[] = [];

// What the page itself wrote into a node, and what we made of it. Where a number stands in two nodes, a framework may write
// one anew and leave the other: that one says what the page wrote, or half of our number would stand beside half of another.
// Elements with such nodes in them have an entry, too, and so are looked into again.
const written = new WeakMap<Node, [own: string, shown: string]>();
let rules: Rule[];
let mention: RegExp;

// A page's own script may put its number back each time we swap it, for ever: after so many changes we give in.
let changesLeft = 2e4;

const observer = new MutationObserver((records) => {
  const seen = new Set<Node | null>();
  for (const { target, type, addedNodes } of records) {
    for (const node of type === 'childList' ? addedNodes : [target]) sweep(node, seen);
  }
});

/** Shows these numbers on the whole page and in all that comes later, also in place of those it showed before. */
export function showNumbers(numbers: Swap[]): void {
  for (const one of numbers) forms[one.show] = forms[one.find] = Object.assign(forms[one.find] ?? {}, one);
  rules = Object.entries(forms).map(([from, swap]) => [printed(from), from, swap]);
  mention = new RegExp(Object.keys(forms).map(national).join('|'));
  sweep(document.documentElement, new Set());
  observer.observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ATTRIBUTES,
  });
}

/** May a number of ours, or the page's own, be in this text (or what it says as text)? Throws as long as there are none. */
export const isMentioned = (text: unknown): boolean => mention.test(text as string);

// The whole block that the node stands in, since the rest of a split number may be beside it; once, whatever else of it
// has changed (a parser adds thousands of nodes at a time, each of them a record).
const sweep = quiet((node: Node, seen: Set<Node | null>) => {
  if (!seen.has(node.parentNode) && !node.parentElement?.closest(SKIP)) {
    for (; !isApart(node); node = node.parentNode!) seen.add(node);
    walk(node);
    for (const name of ATTRIBUTES) swapAttributes(node as Element, name);
  }
  seen.add(node);
});

function walk(node: Node): void {
  const apart = isApart(node);
  if (apart) swapIn(line.splice(0));
  if (node.nodeName === '#text') line.push(node);
  if ((!apart || written.has(node) || isMentioned(node.textContent!)) && !is(node, SKIP)) {
    for (const child of node.childNodes) walk(child);
    if (apart) swapIn(line.splice(0));
  }
}

// A link with a whole number in it is a line of its own, whatever digits stand beside it.
const isApart = (node: Node): boolean =>
  !INLINE.test(node.nodeName) || is(node, SKIP) || (is(node, PHONE_LINK) && isMentioned(node.textContent!));

const is = (node: Node, selector: string): boolean => (node as Element).matches?.(selector);

function swapAttributes(block: Element, name: string): void {
  for (const element of [block, ...block.querySelectorAll(`[${name}]`)]) {
    const value = element.getAttribute(name);
    if (isMentioned(value) && SWAPPED.test(name + value) && !element.closest(SKIP))
      swapIn([element.getAttributeNode(name)!]);
  }
}

/** Swaps the numbers in what these nodes (texts of one line, or one attribute) say together. */
function swapIn(nodes: Node[]): void {
  const texts = nodes.map((node) => {
    const [own, shown] = written.get(node) || [];
    return node.nodeValue === shown ? own! : node.nodeValue!;
  });
  const chars = swapped(texts.join(''), rules);
  // From the end: to take from the beginning of a long array is slow.
  for (const node of nodes.reverse()) {
    const own = texts.pop()!;
    const shown = chars.splice(chars.length - own.length).join('');
    if (node.nodeValue !== shown && changesLeft-- > 0) {
      node.nodeValue = shown;
      for (let each: Node | null = node; each; each = each.parentNode) written.set(each, [own, shown]);
    }
  }
}
