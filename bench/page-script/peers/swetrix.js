// Swetrix' tracker as its readme has it, page views only.
import { init, trackViews } from 'swetrix';

init('shop-example', { apiURL: String(new URL('collect', document.currentScript.src)), devMode: true });
trackViews();
