// What a page may have inline in its head: hides the numbers until Dialtrace's are shown, 300 ms at most, and loads the
// page script. The text is the same on every page; the page's choices are attributes of the script element around it:
//   data-src        address of the page script
//   data-hide       selector of what is hidden beside tel: links
//   data-integrity  hash of the page script, if it is a published version
// and all others are the page script's own.
import { quiet } from './quiet.ts';

// A person who waits longer sees an empty place: then rather the page's own number.
const PATIENCE_MS = 300;

quiet(() => {
  const { src, hide, integrity, ...rest } = document.currentScript!.dataset;
  const sheet = new CSSStyleSheet();
  const reveal = () => {
    sheet.disabled = true;
  };
  const script = document.createElement('script');
  Object.assign(script.dataset, rest);
  if (integrity) {
    script.integrity = integrity;
    script.crossOrigin = '';
  }
  // Runs straight after the script has: no frame between a number shown and its place seen.
  script.onload = () => window.dialtrace?.onswap(reveal);
  script.onerror = reveal;
  script.src = src!;
  document.head.append(script);
  // Who has not agreed yet would see an empty place on each page, in vain. The page script keeps its answers there.
  if (rest.consent && !localStorage[`dialtrace${rest.site}`]) return;
  setTimeout(reveal, PATIENCE_MS);
  // Not a <style>: a page's CSP may forbid those. The place stays as wide as it is, so nothing moves. In :is() a selector
  // that is wrong spoils none but itself.
  sheet.replaceSync(
    `:is([href^="tel:"],${hide}):not([data-dialtrace-skip],[data-dialtrace-skip] *){visibility:hidden!important}`,
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})();
