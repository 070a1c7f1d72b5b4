// The swap on the page: every place where a person sees or taps the number, now and in content that comes later. Only
// texts and attributes change: the nodes stay those of the page, so that frameworks keep them.
import { frameListener, lookInside, type Root, watchShadowRoots } from './inside.ts';
import { national, plain, printed, type Rule, type Swap, swapped } from './number.ts';
import { quiet } from './quiet.ts';

export const PHONE_LINK = '[href^="tel:" i]';
const SKIP = `head,script,style,textarea,input,select,[contenteditable]${FULL ? ':not([contenteditable=false])' : ''},[data-dialtrace-skip]`;

// Attributes that people see, hear or dial; IMAGE is where the picture of a number has its address with that number in it.
const IMAGE = 'data-dialtrace-src';
const ATTRIBUTES = ['href', 'title', 'alt', 'aria-label', ...(FULL ? ['aria-description', IMAGE] : [])];

// Of links only those that are dialled: others may have the number in their address for quite another reason, and a messenger
// knows the shop's own number, not ours, unless the owner says that it knows ours, too.
const SWAPPED =
  FULL && (document.currentScript as HTMLScriptElement | null)?.dataset.messengers !== undefined
    ? /^([^h]|href\s*(tel|sms|callto|viber|whatsapp|https:\/\/(wa|t|api\.whatsapp)\.(me|com)\/))/i
    : FULL
      ? /^([^h]|href\s*(tel|sms|callto):)/i
      : /^([^h]|href(tel|sms):)/i;

// A number may be split over these (<b>8 (495)</b> 123-45-67): #text, #comment, SMALL, SPAN, STRONG, SUB, tspan, NOBR, WBR, ABBR,
// FONT … Any other element ends a line of text, as a block does.
const INLINE = /^(#[tc]|t?s[mptu]|[abisu]$|em|.+br$|font|mark|bd|code)/i;

// So many changes at once (a page that comes in, or a framework draws it), and the whole page is looked through, once.
const MANY = 200;

// What may stand on the page: its own numbers, and all that we ever put in their place → its own number, and how people write
// the form.
const forms: Record<string, [find: string, text: string]> = {};
const page = document.documentElement;
const line: Node[] = [];

// What the page itself wrote into a node, and what we made of it. Where a number stands in two nodes, a framework may write
// one anew and leave the other: that one says what the page wrote, or half of our number would stand beside half of another.
const written = new WeakMap<Node, [own: string, shown: string]>();
let rules: Rule[];
let mention: RegExp;
let changes = 0;

const observer = new MutationObserver((records) => {
  const blocks = records[MANY]
    ? [page]
    : records
        .flatMap(({ target, addedNodes, removedNodes }) =>
          addedNodes[0] && !removedNodes[0] ? [...addedNodes] : [target, ...addedNodes],
        )
        .map(blockOf);
  for (const block of new Set(blocks)) sweep(block as Element);
});

/** Shows these numbers on the whole page and in all that comes later, also in place of those it showed before. */
export function showNumbers(numbers: Swap[]): void {
  for (const { find, show, text, own = text } of numbers) {
    forms[show] = [find, text];
    forms[find] = [find, own];
  }
  const all = Object.entries(forms);
  rules = all.map(([from, [find, text]]) => [
    printed(from, text),
    from,
    numbers.find((one) => one.find === find) || { show: find, text: forms[find]![1] },
  ]);
  if (FULL && !mention) watchShadowRoots(enterInside);
  mention = new RegExp(all.map(([from, [, text]]) => national(from, text)).join('|'));
  enter(document, page);
}

// Watches a document or a shadow root, and looks through it: all that is in `top`.
function enter(root: Root, top: Element): void {
  observer.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES });
  if (FULL) root.addEventListener('load', onLoad, true); // of frames
  sweep(top);
}
const enterInside = (root: Root, host: Element): void => {
  if (!host.closest(SKIP)) enter(root, ((root as Document).documentElement ?? root) as Element);
};
const onLoad = FULL ? frameListener(enterInside) : Object;

/** May a number of ours, or the page's own, be in this text (or what it says as text)? Throws as long as there are none. */
export const isMentioned = (text: unknown): boolean => mention.test(plain(text));

// The rest of a split number may be beside the node.
const blockOf = (node: Node): Node => (INLINE.test(node?.nodeName) ? blockOf(node.parentNode!) : node);

const sweep = quiet((block: Element) => {
  if (FULL ? block.closest?.(SKIP) : block.closest(SKIP)) return;
  walk(block, true);
  if (FULL) lookInside([block, ...block.querySelectorAll('*')], enterInside);
  for (const name of ATTRIBUTES)
    for (const element of [block, ...block.querySelectorAll(`[${name}]`)]) {
      const value = FULL ? element.getAttribute?.(name) : element.getAttribute(name);
      if (SWAPPED.test(name + value) && isMentioned(value) && !element.closest(SKIP))
        swapIn([element.getAttributeNode(name)!]);
    }
});

// A link with a whole number in it is a line of its own, whatever digits stand beside it. Blocks that do not mention a number
// are passed by; `isForced`: not this one, as half a number may have changed there.
function walk(node: Node, isForced?: boolean): void {
  const isApart = !INLINE.test(node.nodeName) || ((node as HTMLAnchorElement).href && isMentioned(node.textContent));
  if (isApart) swapIn(line.splice(0));
  if (node.nodeType === 3) line.push(node); // a text
  if ((isForced || !isApart || isMentioned(node.textContent)) && !(node as Element).matches?.(SKIP)) {
    for (const child of node.childNodes) walk(child);
    if (isApart) swapIn(line.splice(0));
  }
}

/** Swaps the numbers in what these nodes (texts of one line, or one attribute) say together. */
function swapIn(nodes: Node[]): void {
  const texts = nodes.map((node) => {
    const [own, shown] = written.get(node) || [];
    return node.nodeValue === shown ? own! : node.nodeValue!;
  });
  if (!/\d/.test(plain(texts.join('')))) return; // most lines
  const chars = swapped(texts.join(''), rules);
  let at = 0;
  nodes.forEach((node, i) => {
    const own = texts[i]!;
    const next = chars.slice(at, at + own.length).join('');
    at += own.length;
    // A page's own script may put its number back each time we swap it, for ever: after so many changes we give in.
    if (node.nodeValue !== next && changes++ < (FULL ? 2e4 + performance.now() / 50 : 2e4)) {
      written.set(node, [own, next]);
      if (FULL) write(node as Text, next);
      else node.nodeValue = next;
      if (FULL && node.nodeName === IMAGE) ((node as Attr).ownerElement as HTMLImageElement).src = next;
    }
  });
}

// Only in dt-full.js: only what differs, and the new before the old is taken away: so the person's selection keeps its ends.
function write(node: Text, next: string): void {
  const old = node.data;
  let from = 0;
  let to = next.length;
  if (!old) node.nodeValue = next;
  else {
    let oldTo = old.length;
    while (old[from] === next[from]) from++;
    while (to > from && oldTo > from && old[oldTo - 1] === next[to - 1]) {
      to--;
      oldTo--;
    }
    node.insertData(from, next.slice(from, to));
    node.deleteData(to, oldTo - from);
  }
}
