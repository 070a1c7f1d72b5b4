#!/usr/bin/env bash
# Makes the demo's speech anew: two dialogues, two voices each, every side a file with silence while the other speaks.
# Needs espeak-ng and sox (apt-get install espeak-ng sox). Output: 8 kHz µ-law, what Asterisk plays without decoding.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# dialogue LANGUAGE MANAGER_VOICE CALLER_VOICE: reads "m: words" and "c: words" from standard input
dialogue() {
  local language=$1 manager=$2 caller=$3 turn=0 side words voice
  local -a m=() c=()
  while IFS=: read -r side words; do
    [ -n "$words" ] || continue
    turn=$((turn + 1))
    if [ "$side" = m ]; then voice=$manager; else voice=$caller; fi
    espeak-ng -v "$voice" -s 150 -g 2 -w "$work/say.wav" "$words"
    sox "$work/say.wav" -r 8000 -c 1 -b 16 "$work/said-$turn.wav" highpass 250 lowpass 3400 norm -6 pad 0.15 0.35
    sox -n -r 8000 -c 1 -b 16 "$work/quiet-$turn.wav" trim 0 "$(soxi -D "$work/said-$turn.wav")"
    if [ "$side" = m ]; then m+=("$work/said-$turn.wav") c+=("$work/quiet-$turn.wav"); else c+=("$work/said-$turn.wav") m+=("$work/quiet-$turn.wav"); fi
  done
  sox "${m[@]}" -t ul "manager-$language.ulaw"
  sox "${c[@]}" -t ul "caller-$language.ulaw"
}

dialogue ru ru+f3 ru+m3 <<'TALK'
m:Цветы «Ромашка», меня зовут Анна. Здравствуйте!
c:Здравствуйте! Сколько стоит букет роз с доставкой?
m:Двадцать пять роз — четыре тысячи рублей, доставка сегодня бесплатно.
c:Отлично, давайте на шесть вечера.
m:Записала. Спасибо за заказ, до свидания!
c:Спасибо, до свидания!
TALK

dialogue en en-us+f3 en-gb+m3 <<'TALK'
m:Daisy Flowers, Anna speaking. Good afternoon!
c:Hello! How much is a bouquet of roses with delivery?
m:Twenty five roses are forty pounds, and delivery today is free.
c:Lovely. Six o'clock this evening, please.
m:Done. Thank you for your order, goodbye!
c:Thank you, goodbye!
TALK
ls -l ./*.ulaw
