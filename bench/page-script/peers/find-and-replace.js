// findAndReplaceDOMText as its readme has it: prose only, across elements, the first portion takes the whole text.
import findAndReplaceDOMText from 'findandreplacedomtext';
import { replaceNumbers } from './asking.js';

const replace = (root, pattern, text) =>
  findAndReplaceDOMText(root, { preset: 'prose', find: pattern, replace: ({ index }) => (index === 0 ? text : '') });

replaceNumbers(replace, { watches: true });
