// What a page case is: a piece of a page as people write them, and what a person shall see of it after the swap.

/** The numbers of a site: what is printed, what shall be shown, and how people write that. */
export const SITES = {
  moscow: [{ find: '+74951234567', show: '+74957770001', text: '+7 495 777-00-01' }],
  newYork: [{ find: '+12125550123', show: '+12125550199', text: '+1 212-555-0199' }],
  london: [{ find: '+442079460958', show: '+442079460111', text: '+44 20 7946 0111' }],
  berlin: [{ find: '+4930123456', show: '+4930999999', text: '+49 30 999999' }],
  minsk: [{ find: '+375291234567', show: '+375299990000', text: '+375 29 999-00-00' }],
  kyiv: [{ find: '+380441234567', show: '+380449990000', text: '+380 44 999 0000' }],
  tollFree: [{ find: '+78005553535', show: '+74957770001', text: '+7 495 777-00-01' }],
  /** the number to show has another country and length */
  abroad: [{ find: '+74951234567', show: '+375299990000', text: '+375 29 999-00-00', own: '+7 495 123-45-67' }],
  /** two numbers, each with its own */
  two: [
    { find: '+74951234567', show: '+74957770001', text: '+7 495 777-00-01' },
    { find: '+78121234567', show: '+78127770002', text: '+7 812 777-00-02' },
  ],
} as const;

export type SiteName = keyof typeof SITES;

export type PageCase = {
  /** a sentence: what is so */
  name: string;
  group: string;
  /** `moscow` where it is not said: +7 495 123-45-67 becomes +7 495 777-00-01 */
  site: SiteName;
  head?: string;
  html: string;
  /** other pages of the same website: path → whole document */
  pages?: Record<string, string>;
  /** JavaScript run in the page after the first swap (`await` may be used) */
  act?: string;
  /** an expression, or a promise of one, whose value is a text */
  read: string;
  wanted: string;
  needs?: 'full';
};

type More = Partial<Pick<PageCase, 'site' | 'head' | 'pages' | 'act' | 'needs'>>;
export type Case = Omit<PageCase, 'group'>;

/** These cases in a group of this name. */
export const group = (name: string, cases: Case[], more: More = {}): PageCase[] =>
  cases.map((one) => ({ group: name, ...one, ...more }));

/** What the expression tells of this HTML. */
export const reads = (name: string, html: string, read: string, wanted: string, more: More = {}): Case => ({
  name,
  site: 'moscow',
  html,
  read,
  wanted,
  ...more,
});

/** What a paragraph of this inner HTML says. */
export const says = (name: string, inner: string, wanted: string, more: More = {}): Case =>
  reads(name, `<p id="x">${inner}</p>`, 'x.textContent', wanted, more);

/** The attribute of the element `x`. */
export const has = (name: string, html: string, attribute: string, wanted: string, more: More = {}): Case =>
  reads(name, html, `x.getAttribute('${attribute}')`, wanted, more);

/** A page as it is, which `act` then changes. */
export const becomes = (name: string, html: string, act: string, wanted: string, more: More = {}): Case =>
  reads(name, html, 'x.textContent', wanted, { act, ...more });

/** The HTML inside `x` stays as its author wrote it. */
export const stays = (name: string, inner: string, more: More = {}): Case =>
  reads(name, `<div id="x">${inner}</div>`, 'x.innerHTML', inner, more);
