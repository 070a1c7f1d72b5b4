// What people say of a call, in English.
export const callWordsEn = {
  callWords: {
    title: 'What was it about?',
    category: 'Worth',
    tags: 'Tags',
    tagsHint: 'A product, a topic, a complaint: your own words',
    categories: {
      hot: 'Hot',
      warm: 'Warm',
      cold: 'Cold',
      target: 'Target',
      'not-target': 'Not target',
    },
  },
};
