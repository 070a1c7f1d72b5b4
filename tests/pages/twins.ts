// Two copies of one app on a page: one shows the shop's own number, which the page script swaps; its twin, which the script
// may not touch, is given the tracking number by hand. Whatever happens to both, they must be alike.

import type { App, Mounted } from './app.ts';
import { type Chance, chanceOf } from './chance.ts';
import { FIRST, type Shop, type Twins } from './shop.ts';

declare global {
  var app: App;
  var calmApp: App | undefined;
}

const OWN = ['8 (495) 123-45-67', '8 (495) 1234567', '+7 495 123 45 67', '8-495-123-45-67', '84951234567'];
const OTHER = ['8 800 100-00-00', '8 (343) 765-43-21', '—'];

let shop = FIRST;
let tracking: (printed: string) => string;
let live: Mounted;
let twin: Mounted;
const complaints: string[] = [];

const LATE_FRAMES = 60;

const own = () => document.querySelector('#app')!;
const copy = () => document.querySelector('#twin')!;

const tracked = (from: Shop): Shop => ({
  ...from,
  phone: tracking(from.phone),
  branches: from.branches.map(({ id, phone }) => ({ id, phone: tracking(phone) })),
});

// Server markers are of no interest, and of an empty text nothing is left.
const htmlOf = (root: Element) => root.innerHTML.replace(/<!--.*?-->/g, '').replace(/\s+/g, ' ');

/** The digits of the own number that a person sees, hears or taps. */
function isOwnSeen(): boolean {
  const texts = [own().textContent, ...[...own().querySelectorAll('a')].flatMap((a) => [a.href, a.title])];
  return texts.some((text) => text!.replace(/\D/g, '').includes('4951234567'));
}

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));

/** Looks at each frame, as it is about to be painted. */
function watchFrames(): void {
  if (isOwnSeen()) complain('the own number is in a frame');
  requestAnimationFrame(watchFrames);
}

const complain = (words: string) => complaints.push(`${words} at ${JSON.stringify(shop)}`);

/** On a busy machine a framework may render one of the two some frames later. */
async function compare(): Promise<void> {
  let [here, there] = ['', ' '];
  for (let left = LATE_FRAMES; here !== there && left > 0; left--) {
    await frame();
    [here, there] = [htmlOf(own()), htmlOf(copy())];
  }
  if (here === there) return;
  let at = 0;
  while (here[at] === there[at]) at++;
  const around = (html: string) => html.slice(Math.max(0, at - 60), at + 60);
  complain(`${around(here)}\n is not \n${around(there)}\n`);
}

/** Puts the app and its twin on the page. `digits` are the tracking number's, national. */
function start(digits: string, { hydrates = false, isCalm = false } = {}): void {
  tracking = (printed) => (OWN.includes(printed) ? written(printed, digits) : printed);
  watchFrames();
  const app = (isCalm && globalThis.calmApp) || globalThis.app;
  live = hydrates ? app.hydrate(own(), shop, (words) => complaints.push(words)) : app.mount(own(), shop);
  twin = app.mount(copy(), tracked(shop));
}

function written(printed: string, digits: string): string {
  let i = digits.length;
  return [...printed]
    .reverse()
    .map((char) => (/\d/.test(char) && i > 0 ? digits[--i] : char))
    .reverse()
    .join('');
}

/** So many random states, most of them small steps from the one before, as fast as frames come. Tells what is wrong. */
async function play({ seed, steps }: { seed: number; steps: number }): Promise<string[]> {
  const chance = chanceOf(seed);
  for (let i = 0; i < steps && complaints.length === 0; i++) {
    const atOnce = chance.is(0.5);
    for (let n = chance.one([1, 1, 2, 3]); n--; ) {
      shop = changed(shop, chance);
      live.show(shop, atOnce);
      twin.show(tracked(shop), atOnce);
    }
    if (chance.is(0.3)) type(chance);
    await compare();
  }
  return complaints;
}

function changed(from: Shop, chance: Chance): Shop {
  const phone = () => (chance.is(0.7) ? chance.one(OWN) : chance.one(OTHER));
  const { branches } = from;
  const next: (() => Partial<Shop>)[] = [
    () => ({}), // the same once more
    () => ({ phone: phone() }),
    () => ({ hours: chance.below(10) }),
    () => ({ urgent: !from.urgent }),
    () => ({ hasCard: !from.hasCard }),
    () => ({ branches: [...branches].reverse() }),
    () => ({ branches: branches.slice(1) }),
    () => ({ branches: [...branches.slice(-6), { id: chance.below(1e6), phone: phone() }] }),
    () => ({ branches: branches.map((branch) => (chance.is(0.5) ? branch : { ...branch, phone: phone() })) }),
  ];
  return { ...from, ...chance.one(next)() };
}

/** A person writes a note and taps the card, in both. What is written must stay, wherever its line is moved. */
function type(chance: Chance): void {
  const words = `note ${chance.below(100)}`;
  const at = chance.below(Math.max(1, shop.branches.length));
  for (const root of [own(), copy()]) {
    const input = root.querySelectorAll('input')[at];
    if (input) input.value = words;
    root.querySelector('button')?.click();
  }
}

const notes = (): string[][] =>
  [own(), copy()].map((root) => [...root.querySelectorAll('input')].map(({ value }) => value));

/** Takes both off the page. */
function end(): string {
  live.unmount();
  twin.unmount();
  return own().innerHTML;
}

const complaintsSoFar = (): string[] => complaints;

let nodes: Node[][] = [];

/** Remembers the nodes of both; `sameNodes` tells how many of them are where they were, of all. */
function rememberNodes(): void {
  nodes = [own(), copy()].map(allNodes);
}
const sameNodes = (): string[] =>
  [own(), copy()].map((root, which) => {
    const now = allNodes(root);
    return `${now.filter((node, i) => node === nodes[which]![i]).length} of ${now.length}`;
  });

function allNodes(root: Element): Node[] {
  const walker = document.createTreeWalker(root);
  const found: Node[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) found.push(node);
  return found;
}

/** Asks the app for this state and waits until it is painted. */
async function turn(part: Partial<Shop>): Promise<void> {
  shop = { ...shop, ...part };
  live.show(shop, true);
  twin.show(tracked(shop), true);
  await compare();
}

const twins: Twins = { start, play, end, turn, notes, complaintsSoFar, rememberNodes, sameNodes };
Object.assign(globalThis, { twins });
