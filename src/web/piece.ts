// Pieces of a page in which a number may be: a line of text, an attribute, a picture's address. Both ways of looking at a
// page give them; where numbers are is found in them afterwards (places.ts).
import type { PlaceKind, PlaceRoot } from './report.ts';

export type Piece = {
  kind: PlaceKind;
  within: PlaceRoot;
  text: string;
  path: string;
  /** running number of a line of text: neighbours may hold the two halves of a number; -1: not a line */
  line: number;
  /** where in the text another text node begins */
  bounds: number[];
  isVisible: boolean;
  isSkipped: boolean;
  isEditable: boolean;
};
