// Russian: the notice that what waits for a destination will soon be too late.
export const lapsingRu = {
  lapsing: {
    title: '«{{name}}»: накопленное скоро устареет',
    text: 'Ждёт отправки: {{waiting}}. Первое из них перестанут принимать {{day}}. Посмотрите, почему отправка стоит, и возобновите её.',
    bare: 'Слишком старое там уже не примут. Посмотрите, почему отправка стоит, и возобновите её.',
  },
};
