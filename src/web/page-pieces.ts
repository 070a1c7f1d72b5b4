// Collects what a person sees of an open page, piece by piece. Runs inside the page, and knows nothing of the page
// script: it is what the script's work is held against.
import type { Piece } from './piece.ts';

// The little of the DOM that is needed: the server's code has no types of a browser.
type PageNode = {
  nodeType: number;
  nodeValue: string | null;
  childNodes: Iterable<PageNode>;
};
type PageElement = PageNode & {
  localName: string;
  id: string;
  classList: Iterable<string>;
  parentElement: PageElement | null;
  shadowRoot: PageNode | null;
  isContentEditable?: boolean;
  value?: unknown;
  type?: string;
  textContent: string | null;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  checkVisibility?(options: object): boolean;
  closest(selector: string): PageElement | null;
};
type Style = { display: string; content: string; backgroundImage: string };
type PageGlobals = {
  document: PageNode & { designMode: string };
  getComputedStyle(element: PageElement, pseudo?: string): Style;
};

/**
 * All pieces of this document, or of a shadow root that is given. Is sent to the page as text: it must not use anything
 * outside itself.
 */
export function collectPieces(closedRoot: unknown): Piece[] {
  const PIECES_LIMIT = 5000;
  const TEXT_LIMIT = 5000;
  const { document, getComputedStyle } = globalThis as unknown as PageGlobals;
  const pieces: Piece[] = [];
  let within: Piece['within'] = closedRoot ? 'closed-shadow' : 'page';
  let prefix = '';
  let isInSkipped = false;
  let line: { text: string; bounds: number[]; element: PageElement | null } | null = null;
  let lines = 0;

  const digits = (text: string) => text.match(/\p{Nd}/gu)?.length ?? 0;
  const isElement = (node: PageNode): node is PageElement => node.nodeType === 1;

  const pathOf = (element: PageElement | null): string => {
    const parts: string[] = [];
    for (let one = element; one && parts.length < 4 && one.localName !== 'body'; one = one.parentElement) {
      const [first] = one.classList;
      parts.unshift(one.localName + (one.id ? `#${one.id}` : first ? `.${first}` : ''));
      if (one.id) break;
    }
    return prefix + parts.join(' > ').slice(0, 160);
  };
  const add = (kind: Piece['kind'], text: string, element: PageElement | null, bounds: number[] = [], at = -1) => {
    if (pieces.length >= PIECES_LIMIT) return;
    pieces.push({
      ...{ kind, within, text: text.slice(0, TEXT_LIMIT), path: pathOf(element), line: at, bounds },
      // What is in the head is never seen, and so not hidden just now.
      isVisible:
        /^(meta|structured-data)$/.test(kind) ||
        (element?.checkVisibility?.({ visibilityProperty: true, opacityProperty: true }) ?? true),
      isSkipped: isInSkipped || Boolean(element?.closest('[data-dialtrace-skip]')),
      isEditable: element?.isContentEditable === true || document.designMode === 'on',
    });
  };
  const endLine = () => {
    if (line?.text.trim()) {
      lines++;
      if (digits(line.text) > 1) add('text', line.text, line.element, line.bounds, lines);
    }
    line = null;
  };
  const addText = (text: string, element: PageElement | null) => {
    line ??= { text: '', bounds: [], element };
    if (line.text !== '') line.bounds.push(line.text.length);
    if (digits(line.text) === 0) line.element = element; // the element that the number begins in
    if (line.text.length < TEXT_LIMIT) line.text += text;
  };
  const addAttributes = (element: PageElement) => {
    const kinds: [string, Piece['kind']][] = [
      ['href', 'link'],
      ['aria-label', 'label'],
      ['title', 'label'],
      ['alt', 'image-alt'],
      ['src', 'image'],
      ['placeholder', 'input'],
    ];
    for (const [name, kind] of kinds) {
      const value = element.getAttribute(name);
      if (value === null || digits(value) < 5 || value.startsWith('data:')) continue;
      if (kind === 'image' && element.localName !== 'img') continue;
      if (kind === 'link' && !/^(a|area)$/.test(element.localName)) continue;
      add(kind, value, element);
    }
    const isField = /^(input|textarea)$/.test(element.localName) && element.type !== 'password';
    if (isField && digits(String(element.value)) > 4) add('input', String(element.value), element);
  };
  // What CSS writes: text before and after elements, pictures behind them.
  const addStyled = (element: PageElement, style: Style) => {
    for (const pseudo of ['::before', '::after']) {
      const { content } = getComputedStyle(element, pseudo);
      if (digits(content) > 4 && !/url\(/.test(content)) add('css', content.replace(/^["']|["']$/g, ''), element);
    }
    const picture = style.backgroundImage;
    if (picture.startsWith('url(') && !picture.includes('data:') && digits(picture) > 4) add('image', picture, element);
  };
  const addHead = (element: PageElement): boolean => {
    const { localName: name } = element;
    if (name === 'script') {
      const isData = /^application\/ld\+json/i.test(element.getAttribute('type') ?? '');
      if (isData && digits(element.textContent ?? '') > 4) add('structured-data', element.textContent ?? '', element);
    } else if (name === 'meta' || name === 'title') {
      const text = name === 'title' ? element.textContent : element.getAttribute('content');
      if (digits(text ?? '') > 4) add('meta', text ?? '', element);
    }
    return /^(script|style|noscript|template|meta|title|link|iframe|object)$/.test(name);
  };
  const walk = (node: PageNode, parent: PageElement | null): void => {
    if (node.nodeType === 3) addText(node.nodeValue ?? '', parent);
    if (isElement(node) && !addHead(node)) walkElement(node);
  };
  const walkElement = (node: PageElement): void => {
    addAttributes(node);
    const style = getComputedStyle(node);
    const isBlock = !/^(inline|contents|ruby)/.test(style.display) || node.localName === 'br';
    if (isBlock) endLine();
    addStyled(node, style);
    if (/^(textarea|select)$/.test(node.localName)) {
      if (node.localName === 'select' && digits(node.textContent ?? '') > 4) add('input', node.textContent ?? '', node);
      return;
    }
    if (node.shadowRoot) walkShadow(node.shadowRoot, node);
    for (const child of node.childNodes) walk(child, node);
    if (isBlock) endLine();
  };
  const walkShadow = (root: PageNode, host: PageElement): void => {
    const former = { within, prefix, isInSkipped };
    endLine();
    prefix = `${pathOf(host)} » `;
    if (within === 'page') within = 'shadow'; // an open one in a closed one is as closed
    isInSkipped ||= host.closest('[data-dialtrace-skip]') !== null;
    for (const child of root.childNodes) walk(child, null);
    endLine();
    ({ within, prefix, isInSkipped } = former);
  };

  const root = (closedRoot as (PageNode & { host?: PageElement }) | null) ?? document;
  if (closedRoot) prefix = `${pathOf((root as { host?: PageElement }).host ?? null)} » `;
  for (const child of root.childNodes) walk(child, null);
  endLine();
  return pieces;
}
