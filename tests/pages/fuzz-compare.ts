// Holds an edited page against its copy that was not swapped, line by line as a person reads, and attribute by attribute.
import { isAlikeButDigits, placesOf, type Shown, wantedOf } from './fuzz-oracle.ts';
import { INLINE_NAMES } from './fuzz-texts.ts';

export const SKIPPED = 'textarea,script,style,[contenteditable],[data-dialtrace-skip]';
const SEEN_ATTRIBUTES = ['title', 'aria-label', 'alt'];

/** How many lines with a number were held against exactly one text, and how many only against what is no digit. */
export const sure = { certain: 0, uncertain: 0 };

// Texts that were made of what stood on the page, so that the script can't know any more what the author wrote there; and
// texts that stood beside other digits once, or are a part of a number: what stands beside them may come or go without their
// being looked at again.
const blurred = new WeakSet<Node>();

/** From now on the texts in this node are not what an author wrote. */
export function blur(root: Node): void {
  for (const node of nodesIn(root)) blurred.add(node);
}

/** An author has written here anew. */
export const clear = (node: Node): boolean => blurred.delete(node);

export function* nodesIn(root: Node): Generator<Node> {
  yield root;
  for (const child of [...root.childNodes]) yield* nodesIn(child);
}

type Pair = [plain: Node, live: Node];

/** What is wrong with the live page; null if nothing is. */
export function compare(plain: Element, live: Element, shown: Shown): string | null {
  const line: Pair[] = [];
  const flush = (isSwapped: boolean) => lineWrong(line.splice(0), shown, isSwapped);
  const walk = ([one, other]: Pair): string | null => {
    if (one.nodeName.toLowerCase() !== other.nodeName.toLowerCase()) return `${one.nodeName} is ${other.nodeName}`;
    if (one.nodeType === Node.TEXT_NODE) line.push([one, other]);
    if (one.nodeType === Node.COMMENT_NODE && one.nodeValue !== other.nodeValue) return `comment ${other.nodeValue}`;
    if (!(one as Element).matches) return null;
    const [element, liveElement] = [one as Element, other as Element];
    if (one.childNodes.length !== other.childNodes.length) return `children of ${element.outerHTML}`;
    if (isDoubtful(element, shown)) line.push([one, other]);
    if (element.matches('script,style')) return attributesWrong(element, liveElement, false) ?? textWrong(one, other);
    const isSwapped = !element.closest(SKIPPED);
    const isApart = !isInline(element, shown);
    let wrong = attributesWrong(element, liveElement, isSwapped && shown);
    if (isApart) wrong ??= flush(!element.parentElement?.closest(SKIPPED));
    const before = element.matches(SKIPPED) ? line.splice(0) : [];
    for (let i = 0; i < one.childNodes.length && !wrong; i++) wrong = walk([one.childNodes[i]!, other.childNodes[i]!]);
    if (isApart || element.matches(SKIPPED)) wrong ??= flush(isSwapped);
    line.push(...before);
    return wrong;
  };
  return walk([plain, live]);
}

function isInline(element: Element, { own }: Shown): boolean {
  if (element.localName !== 'a') return INLINE_NAMES.includes(element.localName);
  return !(/^tel:/.test(element.getAttribute('href')!) && includes(element.textContent, own));
}

// Digits on both sides of these may or may not be read together.
const isDoubtful = (element: Element, { own }: Shown): boolean =>
  element.matches('script,style,i[data-dialtrace-skip]') ||
  (element.localName === 'a' && includes(element.textContent, own));

const textWrong = (plain: Node, live: Node): string | null =>
  plain.textContent === live.textContent || blurred.has(plain.firstChild!) ? null : `code ${live.textContent}`;

const countOf = (text: string, digits: string) =>
  text.split('').filter((_, start) => placesOf(text, digits, start)).length;
const includes = (text: string, digits: string) => countOf(text, digits) > 0;

function lineWrong(line: Pair[], shown: Shown, isSwapped: boolean): string | null {
  const texts = line.filter(([{ nodeType }]) => nodeType === Node.TEXT_NODE);
  const text = texts.map(([plain]) => plain.nodeValue).join('');
  const seen = texts.map(([, live]) => live.nodeValue).join('');
  if (text === seen && !includes(text, shown.own)) return null;
  if (texts.some(([plain, live]) => plain.nodeValue!.length !== live.nodeValue!.length)) return `parts of ${seen}`;
  const isBlurred = line.some(([plain]) => plain instanceof Element || blurred.has(plain));
  const wanted = isSwapped ? wantedOf(text, shown, texts.length > 1) : text;
  const whole = texts.reduce((sum, [plain]) => sum + countOf(plain.nodeValue!, shown.own), 0);
  if (wanted === null || countOf(text, shown.own) > whole) for (const node of texts.flat()) blur(node);
  if (wanted === seen) {
    sure.certain++;
    return null;
  }
  sure.uncertain++;
  if (!isAlikeButDigits(text, seen)) return `${JSON.stringify(seen)} is not ${JSON.stringify(text)}`;
  if (wanted === null || isBlurred) return null;
  return `${JSON.stringify(text)} shows ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)} in ${placeOf(texts[0]![1])}`;
}

/** The elements around and the block that the line is in. */
function placeOf(node: Node): string {
  let place = node.parentElement?.outerHTML ?? '';
  for (let each = node.parentElement; each; each = each.parentElement) place = `${each.localName} > ${place}`;
  return place;
}

function attributesWrong(plain: Element, live: Element, shown: Shown | false): string | null {
  for (const { name, value } of plain.attributes) {
    const seen = live.getAttribute(name)!;
    const isSeen = SEEN_ATTRIBUTES.includes(name) || (name === 'href' && /^(tel|sms):/.test(value));
    const dialled = name === 'href' ? value.replace(/^\w+:/, '') : value;
    const wanted = shown && isSeen ? wantedOf(dialled, shown) : dialled;
    const isRight = wanted === null || blurred.has(plain) ? isAlikeButDigits(value, seen) : seen.endsWith(wanted);
    if (!isRight)
      return `${name}=${JSON.stringify(value)} shows ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`;
  }
  return plain.attributes.length === live.attributes.length ? null : `attributes of ${live.outerHTML}`;
}
