// What a translation must say: every key of English, and for plurals the forms Russian needs besides.
import type { en } from './en.ts';

type SlavicForms<K> = K extends `${infer Base}_other` ? `${Base}_few` | `${Base}_many` : never;

export type Translation<T = typeof en> = {
  [K in keyof T]: T[K] extends string ? string : Translation<T[K]>;
} & { [K in keyof T as SlavicForms<K>]: string };
