// English: the notice that what waits for a destination will soon be too late.
export const lapsingEn = {
  lapsing: {
    title: '“{{name}}”: what waits will soon be too late',
    text: 'Waiting: {{waiting}}. The first of it is too old to be taken from {{day}} on. See why nothing goes out, and resume it.',
    bare: 'Too old it is not taken any more. See why nothing goes out, and resume it.',
  },
};
