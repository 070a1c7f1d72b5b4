// A page that is edited at random as frameworks and editors edit pages, and a copy in a document that the page script does
// not know. But for the numbers they must be alike after every edit.
import { type Chance, chanceOf } from './chance.ts';
import { blur, clear, compare, nodesIn, SKIPPED, sure } from './fuzz-compare.ts';
import type { Fuzzed } from './fuzz-report.ts';
import { attributeBy, htmlBy, INLINE_NAMES, textBy } from './fuzz-texts.ts';

const START_NODES = 300;
const NUMBER_EVERY = 20; // rounds

type Edit = (root: Element, chance: Chance) => void;

declare global {
  interface Window {
    dialtrace: { onswap(listener: (numbers: { show: string }[]) => void): void };
  }
}

const EDITS: Record<string, Edit> = {
  append: (root, chance) => elementBy(root, chance).append(...fragment(root, chance)),
  prepend: (root, chance) => elementBy(root, chance).prepend(...fragment(root, chance)),
  insert: (root, chance) => childBy(root, chance)?.before(...fragment(root, chance)),
  html: (root, chance) => {
    elementBy(root, chance, true).innerHTML = htmlBy(chance, 2);
  },
  text: (root, chance) => {
    elementBy(root, chance, true).textContent = textBy(chance);
  },
  data: (root, chance) => {
    const node = textNodeBy(root, chance);
    if (!node) return;
    node.data = textBy(chance);
    clear(node);
  },
  remove: (root, chance) => {
    const node = childBy(root, chance);
    blurAround(node);
    node?.remove();
  },
  move: (root, chance) => {
    const node = childBy(root, chance);
    const into = elementBy(root, chance);
    if (!node || node.contains(into)) return;
    if (into.closest(SKIPPED)) blur(node);
    blurAround(node);
    into.append(node);
  },
  reverse: (root, chance) => {
    const element = elementBy(root, chance);
    element.append(...[...element.childNodes].reverse());
  },
  split: (root, chance) => {
    const node = textNodeBy(root, chance);
    if (node && node.data.length > 1) blur(node.splitText(chance.below(node.data.length)).parentNode!);
  },
  normalize: (root, chance) => {
    const element = elementBy(root, chance);
    blur(element);
    element.normalize();
  },
  copy: (root, chance) => {
    const node = childBy(root, chance);
    if (!node) return;
    const clone = node.cloneNode(true);
    blur(clone);
    node.after(clone);
  },
  reparse: (root, chance) => {
    const element = elementBy(root, chance, true);
    element.normalize(); // or the copies have other nodes
    element.innerHTML = element.innerHTML.slice();
    blur(element);
  },
  attribute: (root, chance) => elementBy(root, chance).setAttribute(...attributeBy(chance)),
  wrap: (root, chance) => {
    const node = childBy(root, chance);
    const wrapper = root.ownerDocument.createElement(chance.one([...INLINE_NAMES, 'div']));
    node?.before(wrapper);
    if (node) wrapper.append(node);
  },
  unwrap: (root, chance) => {
    const element = elementBy(root, chance, true);
    if (element === root || element.matches(SKIPPED)) return;
    blurAround(element);
    element.replaceWith(...element.childNodes);
  },
};

/** What stands beside a node that goes away. */
function blurAround(node: Node | null): void {
  for (const beside of [node?.previousSibling, node?.nextSibling]) if (beside) blur(beside);
}

/** One of the elements that may have elements in them; `isSmall`: one with little in it. */
function elementBy(root: Element, chance: Chance, isSmall = false): Element {
  const all = [...root.querySelectorAll('*')].filter(
    (element) => !element.matches('textarea,script,style') && (!isSmall || element.querySelectorAll('*').length < 4),
  );
  return all[chance.below(all.length)] ?? root;
}

function childBy(root: Element, chance: Chance): ChildNode | null {
  const { childNodes } = elementBy(root, chance);
  return childNodes[chance.below(childNodes.length)] ?? null;
}

function textNodeBy(root: Element, chance: Chance): Text | null {
  const texts = [...nodesIn(root)].filter(({ nodeType }) => nodeType === 3);
  return (texts[chance.below(texts.length)] as Text) ?? null;
}

function fragment(root: Element, chance: Chance): Node[] {
  const holder = root.ownerDocument.createElement('div');
  holder.innerHTML = htmlBy(chance, 3);
  return [...holder.childNodes];
}

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));

/** Edits both for so many rounds, and stops where they are not alike. */
async function fuzz(seed: number, rounds: number): Promise<Fuzzed> {
  const chance = chanceOf(seed);
  const live = document.querySelector('#live')!;
  const plain = document.implementation.createHTMLDocument().body.appendChild(document.createElement('div'));
  plain.id = live.id;
  const both = (edit: Edit) => {
    const moment = chance.below(2 ** 31);
    for (const root of [live, plain]) edit(root, chanceOf(moment));
  };
  const report: Fuzzed = { complaint: null, edits: 0, numbers: 0, ...sure };
  let tracking = '';
  window.dialtrace.onswap(([shown]) => {
    tracking = shown!.show.slice(2);
    report.numbers++;
  });
  while (live.querySelectorAll('*').length < START_NODES) both(EDITS.append!);
  for (let round = 0; round < rounds && !report.complaint; round++) {
    const done: string[] = [];
    for (let left = 1 + chance.below(6); left > 0; left--) {
      const name = chance.one(Object.keys(EDITS));
      both(EDITS[name]!);
      done.push(name);
    }
    report.edits += done.length;
    if (live.querySelectorAll('*').length > 2 * START_NODES) both((root) => root.replaceChildren());
    if (round % NUMBER_EVERY === 0) {
      history.pushState({}, '', `/page-${round}`);
      document.body.append(document.createComment('another page'));
    }
    await (chance.is(0.3) ? frame() : Promise.resolve());
    await Promise.resolve();
    const wrong = compare(plain, live, { own: '4951234567', tracking });
    if (wrong) report.complaint = `seed ${seed}, round ${round} (${done.join(', ')}): ${wrong.slice(0, 800)}`;
  }
  return { ...report, ...sure };
}

Object.assign(globalThis, { fuzz });
