// mark.js marks what it finds, across elements; the marks are then replaced by text.
import Mark from 'mark.js';
import { replaceNumbers } from './asking.js';

replaceNumbers(
  (root, pattern, text) => {
    const marks = [];
    new Mark(root).markRegExp(pattern, {
      acrossElements: true,
      exclude: ['textarea', 'option'],
      each: (mark) => marks.push(mark),
      done: () => {
        let found = '';
        for (const mark of marks) {
          const isFirst = found === '';
          found += mark.textContent;
          mark.replaceWith(isFirst ? text : '');
          if (found.search(pattern) === 0) found = ''; // the whole number was marked: the next mark begins another
        }
      },
    });
  },
  { watches: true },
);
