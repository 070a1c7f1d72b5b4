// What the dashboard says in English of static numbers that are shown on the site by rule.

export const placementsEn = {
  placements: {
    title: 'Numbers shown by rule',
    hint: 'A static number in place of your own, asked for before the pools: for direct or organic visits, for one page, for people who gave no consent, for robots. Its calls have a certain source and take no number from a pool.',
    add: 'Show a number',
    addTitle: 'Show a static number on the site',
    edit: 'Edit',
    editTitle: '{{number}} on the site',
    number: 'Static number',
    chooseNumber: 'Choose a number',
    instead: 'instead of {{number}}',
    credited: 'calls count for: {{source}}',
    creditedHint: 'Its calls count for: {{source}}. Whoever sees it should have come from there.',
    who: 'Who sees it',
    whoHint: 'A page view gets the first number from the top whose rule it meets; if there is none, a pool is asked.',
    audience: { visitors: 'Visitors', 'without-consent': 'People without consent', robots: 'Robots' },
    audienceHint: {
      visitors: 'Everybody who may be known. Such a visit needs no number of a pool.',
      'without-consent':
        'Who refused, or was not asked yet. Nothing about them is stored. The script needs data-refused="free" for it.',
      robots:
        'Search engines, link previews, automated browsers: so they do not use up pool numbers, and show this one.',
    },
    views: 'At which visits',
    anyVisit: 'any visit',
    takesAll: 'Every visitor sees this number, so the pools for {{number}} are never asked.',
    outOfOrder: 'Out of order: not shown until calls reach you through it again.',
    noneFree: 'There is no static number to show',
    noneFreeHint: 'Bind a number to a source first, in the list of numbers; or all static numbers are shown already.',
    toList: 'To the list of numbers',
    up: 'Ask for {{number}} earlier',
    down: 'Ask for {{number}} later',
    remove: 'Stop showing {{number}} on the site?',
    removeHint: 'It stays bound to its source, and its calls are still taken.',
    removeAction: 'Stop showing',
    shown: 'Shown on the site instead of {{number}}: {{who}}',
    notShown: 'Not shown on the site by rule',
  },
};
