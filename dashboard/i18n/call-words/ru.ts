// What people say of a call, in Russian.
import type { Translation } from '../keys.ts';
import type { callWordsEn } from './en.ts';

export const callWordsRu: Translation<typeof callWordsEn> = {
  callWords: {
    title: 'О чём звонок?',
    category: 'Ценность',
    tags: 'Метки',
    tagsHint: 'Товар, тема, жалоба — своими словами',
    categories: {
      hot: 'Горячий',
      warm: 'Тёплый',
      cold: 'Холодный',
      target: 'Целевой',
      'not-target': 'Нецелевой',
    },
  },
};
