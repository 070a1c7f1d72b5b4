// The same questions to a page's HTML alone, where there is no browser to open it: nothing is run, so what scripts and
// styles would make of it is not known.
import { type DefaultTreeAdapterTypes, html as html5, parse } from 'parse5';
import type { PageFacts, RawScript } from './page-watch.ts';
import type { Piece } from './piece.ts';
import { ownScripts } from './script-tag.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Elements that stand inside a line of text (HTML, § 15.3: display inline); any other ends it. */
const INLINE = new Set(
  'a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd label mark nobr output q ruby rb rt s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const UNSEEN = /^(script|style|noscript|template|meta|title|link|iframe|object|svg:style)$/;
const ATTRIBUTES: readonly [string, Piece['kind']][] = [
  ['href', 'link'],
  ['aria-label', 'label'],
  ['title', 'label'],
  ['alt', 'image-alt'],
  ['src', 'image'],
  ['placeholder', 'input'],
  ['value', 'input'],
];

/** What is in this HTML as a server sent it from `url`. */
export function readHtml(text: string, url: URL): { pieces: Piece[]; facts: PageFacts } {
  const document = parse(text);
  const elements = [...elementsIn(document)];
  const base =
    hrefOf(
      elements.find(({ tagName }) => tagName === 'base'),
      url,
    ) ?? url;
  const scripts = elements
    .filter(({ tagName }) => tagName === 'script')
    .map((element) => rawScript(element, base))
    .filter(({ src, attributes }) => /\/dt(-full)?\.js([?#]|$)/.test(src ?? '') || 'data-site' in attributes);
  const policies = elements
    .filter((one) => one.tagName === 'meta' && /^content-security-policy$/i.test(attribute(one, 'http-equiv') ?? ''))
    .map((meta) => attribute(meta, 'content') ?? '');
  const consent: PageFacts['consent'] = [
    ...(/__tcfapi/.test(text) ? (['tcf'] as const) : []),
    ...(/['"]consent['"]\s*,\s*['"]default['"]/.test(text) ? (['google'] as const) : []),
  ];
  return {
    pieces: piecesOf(document),
    facts: {
      ...{ scripts: ownScripts(scripts, base), policies, consent, violations: [], isRunning: false, swappedMs: null },
      hasServiceWorker: /serviceWorker\s*\.\s*register\s*\(/.test(text),
    },
  };
}

const attribute = (element: Element, name: string): string | null =>
  element.attrs.find((one) => one.name === name)?.value ?? null;

const hrefOf = (base: Element | undefined, url: URL): URL | null =>
  base ? URL.parse(attribute(base, 'href') ?? '', url) : null;

function rawScript(element: Element, base: URL): RawScript {
  const src = attribute(element, 'src');
  return {
    src: src === null ? null : (URL.parse(src, base)?.href ?? src),
    attributes: Object.fromEntries(element.attrs.map(({ name, value }) => [name, value.slice(0, 8000)])),
    text: src === null ? textOf(element) : null,
    nonce: attribute(element, 'nonce'),
  };
}

function* elementsIn(node: Node): Generator<Element> {
  if ('tagName' in node) yield node;
  for (const child of 'childNodes' in node ? node.childNodes : []) yield* elementsIn(child);
}

const digits = (text: string) => text.match(/\p{Nd}/gu)?.length ?? 0;

type Marks = { isSkipped: boolean; isEditable: boolean };
type Line = Marks & { text: string; bounds: number[]; element: Element | null };

function piecesOf(document: Node): Piece[] {
  const pieces: Piece[] = [];
  let line: Line | null = null;
  let lines = 0;
  const add = (kind: Piece['kind'], text: string, { isSkipped, isEditable }: Marks, element: Element | null) =>
    pieces.push({
      ...{ kind, text, isSkipped, isEditable, within: 'page', path: pathOf(element), line: -1, bounds: [] },
      isVisible: true,
    });
  const endLine = () => {
    if (line?.text.trim()) {
      lines++;
      if (digits(line.text) > 1) {
        add('text', line.text, line, line.element);
        Object.assign(pieces.at(-1)!, { line: lines, bounds: line.bounds });
      }
    }
    line = null;
  };
  const addText = (text: string, marks: Marks, parent: Element | null) => {
    line ??= { text: '', bounds: [], element: parent, ...marks };
    if (line.text !== '') line.bounds.push(line.text.length);
    if (digits(line.text) === 0) Object.assign(line, { element: parent, ...marks });
    line.text += text;
  };
  const walk = (node: Node, marks: Marks, parent: Element | null): void => {
    if ('value' in node) addText(node.value, marks, parent);
    if (!('tagName' in node)) return;
    const inner = marksOf(node, marks);
    for (const [kind, text] of saidBy(node)) if (digits(text) > 4) add(kind, text, inner, node);
    if (UNSEEN.test(node.tagName)) return;
    const isBlock = !INLINE.has(node.tagName);
    if (isBlock) endLine();
    if (/^(textarea|select)$/.test(node.tagName)) {
      const text = textOf(node);
      if (digits(text) > 4) add('input', text, inner, node);
    } else for (const child of node.childNodes) walk(child, inner, node);
    if (isBlock) endLine();
  };
  for (const child of 'childNodes' in document ? document.childNodes : [])
    walk(child, { isSkipped: false, isEditable: false }, null);
  endLine();
  return pieces;
}

/** What an element says beside the text in it. */
function saidBy(element: Element): [Piece['kind'], string][] {
  const { tagName } = element;
  if (tagName === 'title') return [['meta', textOf(element)]];
  if (tagName === 'meta') return [['meta', attribute(element, 'content') ?? '']];
  if (tagName === 'script') {
    const isData = /^application\/ld\+json/i.test(attribute(element, 'type') ?? '');
    return isData ? [['structured-data', textOf(element)]] : [];
  }
  return ATTRIBUTES.flatMap(([name, kind]): [Piece['kind'], string][] => {
    if (name === 'href' && tagName !== 'a' && tagName !== 'area') return [];
    if (name === 'src' && tagName !== 'img') return [];
    if (name === 'value' && (tagName !== 'input' || attribute(element, 'type') === 'password')) return [];
    const value = attribute(element, name);
    return value === null || value.startsWith('data:') ? [] : [[kind, value]];
  });
}

function marksOf(element: Element, { isSkipped, isEditable }: Marks): Marks {
  const editable = attribute(element, 'contenteditable');
  return {
    isSkipped: isSkipped || attribute(element, 'data-dialtrace-skip') !== null,
    isEditable: editable === null ? isEditable : editable.toLowerCase() !== 'false',
  };
}

const textOf = (element: Element): string =>
  element.childNodes
    .map((child) => ('value' in child ? child.value : 'tagName' in child ? textOf(child) : ''))
    .join('');

function pathOf(element: Element | null): string {
  const parts: string[] = [];
  for (let one: Element | null = element; one && parts.length < 4 && one.tagName !== 'body'; one = parentOf(one)) {
    const id = attribute(one, 'id');
    const [first] = (attribute(one, 'class') ?? '').split(/\s+/).filter(Boolean);
    parts.unshift(one.tagName + (id ? `#${id}` : first ? `.${first}` : ''));
    if (id) break;
  }
  return parts.join(' > ').slice(0, 160);
}

function parentOf({ parentNode }: Element): Element | null {
  return parentNode && 'tagName' in parentNode && parentNode.namespaceURI === html5.NS.HTML ? parentNode : null;
}
