// Page cases: everywhere a person sees, hears or dials a number, whatever its country and its script.
import { group, has, reads, says } from './case.ts';

const digits = "decodeURIComponent(x.getAttribute('href')).replace(/\\D/g, '')";

export const PLACES = [
  ...group('a link dials the number that is shown', [
    has('tel:', '<a id="x" href="tel:+74951234567">call</a>', 'href', 'tel:+74957770001'),
    has('tel: with 8 and dashes', '<a id="x" href="tel:8(495)123-45-67">call</a>', 'href', 'tel:8(495)777-00-01'),
    has('TEL: in capitals', '<a id="x" href="TEL:+74951234567">call</a>', 'href', 'TEL:+74957770001'),
    has('tel: with slashes', '<a id="x" href="tel://+74951234567">call</a>', 'href', 'tel://+74957770001'),
    has(
      'tel: with a space before the number',
      '<a id="x" href="tel: +74951234567">call</a>',
      'href',
      'tel: +74957770001',
    ),
    has('tel: with ;ext=', '<a id="x" href="tel:+74951234567;ext=12">call</a>', 'href', 'tel:+74957770001;ext=12'),
    has(
      'tel: with a pause and an extension',
      '<a id="x" href="tel:+74951234567,12">call</a>',
      'href',
      'tel:+74957770001,12',
      { needs: 'full' },
    ),
    has(
      'tel: with a wait and an extension',
      '<a id="x" href="tel:+74951234567p12">call</a>',
      'href',
      'tel:+74957770001p12',
      { needs: 'full' },
    ),
    reads('tel: with an encoded plus', '<a id="x" href="tel:%2B74951234567">call</a>', digits, '74957770001'),
    reads(
      'tel: with encoded spaces and brackets',
      '<a id="x" href="tel:+7%20%28495%29%20123-45-67">call</a>',
      digits,
      '74957770001',
    ),
    has('sms: with a text', '<a id="x" href="sms:+74951234567?body=hi">sms</a>', 'href', 'sms:+74957770001?body=hi'),
    has('callto:', '<a id="x" href="callto:+74951234567">call</a>', 'href', 'callto:+74957770001', {
      needs: 'full',
    }),
    has(
      'in an image map',
      '<map name="m"><area id="x" href="tel:+74951234567" alt="call"></map>',
      'href',
      'tel:+74957770001',
    ),
    reads(
      'in a drawing',
      '<svg><a id="x" href="tel:+74951234567"><text>84951234567</text></a></svg>',
      "x.getAttribute('href') + x.textContent",
      'tel:+7495777000184957770001',
    ),
  ]),
  ...group('attributes that people see or hear', [
    has('title', '<a id="x" title="Call 8 495 123 45 67">x</a>', 'title', 'Call 8 495 777 00 01'),
    has('aria-label', '<button id="x" aria-label="Call 84951234567">x</button>', 'aria-label', 'Call 84957770001'),
    has('alt', '<img id="x" alt="Phone: +7 (495) 123-45-67">', 'alt', 'Phone: +7 (495) 777-00-01'),
    has(
      'aria-description',
      '<a id="x" aria-description="8 495 123-45-67">x</a>',
      'aria-description',
      '8 495 777-00-01',
      { needs: 'full' },
    ),
  ]),
  ...group(
    'digits of other scripts',
    [
      says('Arabic-Indic', '+٧ ٤٩٥ ١٢٣-٤٥-٦٧', '+٧ ٤٩٥ ٧٧٧-٠٠-٠١'),
      says('Persian', '+۷ ۴۹۵ ۱۲۳-۴۵-۶۷', '+۷ ۴۹۵ ۷۷۷-۰۰-۰۱'),
      says('Devanagari', '+७ ४९५ १२३-४५-६७', '+७ ४९५ ७७७-००-०१'),
      says('full-width', '＋７（４９５）１２３－４５－６７', '＋７（４９５）７７７－００－０１'),
      says('a longer number of Arabic-Indic digits is another', '٩٩٨٤٩٥١٢٣٤٥٦٧', '٩٩٨٤٩٥١٢٣٤٥٦٧'),
    ],
    { needs: 'full' },
  ),
  ...group('text however it is painted', [
    reads(
      'in a drawing (SVG)',
      '<svg><text id="x">8 495 <tspan>123-45-67</tspan></text></svg>',
      'x.textContent',
      '8 495 777-00-01',
    ),
    reads(
      'HTML in a drawing',
      '<svg width="200" height="50"><foreignObject width="200" height="50"><p id="x">84951234567</p></foreignObject></svg>',
      'x.textContent',
      '84957770001',
    ),
    reads(
      'in elements with display: contents',
      '<p id="x"><span style="display:contents">8 495 </span><b style="display:contents">123-45-67</b></p>',
      'x.innerText',
      '8 495 777-00-01',
    ),
    reads(
      'in capitals by CSS',
      '<p id="x" style="text-transform:uppercase">tel. 8 495 123-45-67</p>',
      'x.innerText',
      'TEL. 8 495 777-00-01',
    ),
    reads(
      'turned and not yet shown',
      '<p id="x" style="transform:rotate(9deg);visibility:hidden">84951234567</p>',
      'x.textContent',
      '84957770001',
    ),
    reads(
      'only in print',
      '<style>@media screen{#x{display:none}}</style><p id="x">84951234567</p>',
      'x.textContent',
      '84957770001',
    ),
    says(
      'from right to left',
      '<span dir="rtl">هاتف \u200e+7 495 123-45-67\u200e</span>',
      'هاتف \u200e+7 495 777-00-01\u200e',
    ),
    says(
      'with marks of direction between its digits',
      '\u2066+7\u200e 495\u200e 123-45-67\u2069',
      '\u2066+7\u200e 495\u200e 777-00-01\u2069',
    ),
    says('in <code>, where people read it', 'Dial <code>84951234567</code>', 'Dial 84957770001'),
    reads('in <pre>', '<pre id="x">tel  8 495 123-45-67</pre>', 'x.textContent', 'tel  8 495 777-00-01'),
    reads(
      'in <address> and a list',
      '<address><ul><li>9</li><li id="x">84951234567</li></ul></address>',
      'x.textContent',
      '84957770001',
    ),
    reads(
      'in <button> and <label>',
      '<button id="x"><label>84951234567</label></button>',
      'x.textContent',
      '84957770001',
    ),
    reads(
      'in <noscript>’s neighbour only',
      '<noscript>84951234567</noscript><p id="x">84951234567</p>',
      'x.textContent',
      '84957770001',
    ),
    reads('in <marquee>', '<marquee id="x">84951234567</marquee>', 'x.textContent', '84957770001'),
    reads(
      'in an element of one’s own',
      '<shop-phone id="x">8 495 123-45-67</shop-phone>',
      'x.textContent',
      '8 495 777-00-01',
    ),
    reads(
      'where contenteditable is false',
      '<p id="x" contenteditable="false">84951234567</p>',
      'x.textContent',
      '84957770001',
      { needs: 'full' },
    ),
  ]),
  ...group('several numbers on one page', [
    says('each becomes its own', '8 495 123-45-67, 8 812 123-45-67', '8 495 777-00-01, 8 812 777-00-02', {
      site: 'two',
    }),
    reads(
      'each link dials its own',
      '<p id="x"><a href="tel:+74951234567">1</a><a href="tel:+78121234567">2</a></p>',
      "[...x.children].map((a) => a.getAttribute('href')).join()",
      'tel:+74957770001,tel:+78127770002',
      { site: 'two' },
    ),
    says(
      'a number that is not ours stays beside it',
      '8 495 123-45-67 8 800 100-00-00',
      '8 495 777-00-01 8 800 100-00-00',
    ),
  ]),
  ...group('every country writes its own way', [
    says('New York in brackets', '(212) 555-0123', '(212) 555-0199', { site: 'newYork' }),
    says('New York with 1 and dashes', '1-212-555-0123', '1-212-555-0199', { site: 'newYork' }),
    says('New York with dots', '212.555.0123', '212.555.0199', { site: 'newYork' }),
    says('London with 0', '020 7946 0958', '020 7946 0111', { site: 'london' }),
    says('London with (0)', '+44 (0)20 7946 0958', '+44 (0)20 7946 0111', { site: 'london' }),
    says('London with 0044', '0044 20 7946 0958', '0044 20 7946 0111', { site: 'london' }),
    says('Berlin with a slash', '030/123456', '030/999999', { site: 'berlin' }),
    says('Berlin in pairs', '+49 30 12 34 56', '+49 30 99 99 99', { site: 'berlin' }),
    says('Minsk with 8 and 0', '8 (029) 123-45-67', '8 (029) 999-00-00', { site: 'minsk' }),
    says('Minsk international', '+375 (29) 123-45-67', '+375 (29) 999-00-00', { site: 'minsk' }),
    says('Kyiv with 0', '(044) 123-45-67', '(044) 999-00-00', { site: 'kyiv' }),
    says('Kyiv international', '+38 (044) 123-45-67', '+38 (044) 999-00-00', { site: 'kyiv' }),
    says('a toll-free number becomes one of the town', '8 800 555-35-35', '8 495 777-00-01', { site: 'tollFree' }),
    says('a number of another country is written its way', '<b>8 (495)</b> 123-45-67', '+375 29 999-00-00', {
      site: 'abroad',
    }),
    reads('and dialled in full', '<a id="x" href="tel:84951234567">call</a>', digits, '375299990000', {
      site: 'abroad',
    }),
  ]),
];
