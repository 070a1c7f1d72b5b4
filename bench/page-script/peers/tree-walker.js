// What agencies write: each text node by itself.
import { replaceNumbers } from './asking.js';

replaceNumbers(
  (root, pattern, text) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest('script,style,textarea')) continue;
      const next = node.data.replace(pattern, text);
      if (next !== node.data) node.data = next;
    }
  },
  { watches: true },
);
