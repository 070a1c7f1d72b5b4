// Pages within the page: open shadow roots, and frames of the same website. A part of dt-full.js.
import { quiet } from './quiet.ts';

export type Root = Document | ShadowRoot;
type Enter = (root: Root, host: Element) => void;

/** Calls `enter` for what is within each of these elements, as far as it is open to us: a stranger's frame is not. */
export function lookInside(elements: Iterable<Element>, enter: Enter): void {
  for (const element of elements) {
    const { shadowRoot, contentDocument } = element as HTMLIFrameElement;
    const root = shadowRoot ?? contentDocument;
    if (root && (root as Document).designMode !== 'on') enter(root, element);
  }
}

/** The listener that goes into each frame's new page. */
export const frameListener = (enter: Enter): ((event: Event) => void) =>
  quiet(({ target }: Event) => lookInside([target as Element], enter));

/** Calls `enter` for each open shadow root that a script attaches from now on: the page says nothing of it. */
export function watchShadowRoots(enter: Enter): void {
  const own = Element.prototype.attachShadow;
  const look = quiet(lookInside);
  Element.prototype.attachShadow = function attachShadow(init) {
    const root = own.call(this, init);
    look([this], enter);
    return root;
  };
}
