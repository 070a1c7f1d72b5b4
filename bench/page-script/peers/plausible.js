// Plausible's tracker as its readme has it.
import { init } from '@plausible-analytics/tracker';

const endpoint = String(new URL('collect', document.currentScript.src));
init({ domain: 'shop.example', endpoint, captureOnLocalhost: true, logging: false });
