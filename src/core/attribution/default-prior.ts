// What attribution believes before it has learned from a site's own calls. Made by bench/default-prior.ts; do not edit.
//
// True calls behind each bin (10 worlds of 120 days):
// tapped 734 4933 5669 4166 4327 2316 479 36
// open 0 4 20 35 54 99 61 91 71 47 10 7 0
// closed 65 412 1653 2400 597 683 1191 2142 2767 1523 2034 1360 832 799 1286 1008 1079 794 399 265
// desktopOpen 374 968 1137 1610 1411 2187 1569 2009 1975 1373 506 139 8
// desktopClosed 0 0 1 23 99 340 649 1160 1457 779 1125 714 492 397 723 607 589 396 214 153

import type { AttributionParameters } from './attribution.ts';

/**
 * Hazards in calls per second of one visit, edges in seconds, background in calls per second and number.
 * Region shares are empty: they are the site's own and come from its visits.
 */
export const DEFAULT_PRIOR: AttributionParameters = {
  version: 'default-1',
  heartbeatSeconds: 30,
  hazards: {
    tapped: {
      edges: [0, 4, 8, 12, 16, 24, 40, 70, 120],
      perSecond: [0.004444, 0.02987, 0.03432, 0.02522, 0.0131, 0.003506, 0.0003867, 0.00001744],
    },
    open: {
      edges: [0, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 3600],
      perSecond: [
        0.000007943, 0.00002215, 0.00002911, 0.00003059, 0.0000311, 0.00002926, 0.00002557, 0.00002171, 0.00001605,
        0.000009071, 0.000004477, 0.000001775, 3.619e-7,
      ],
    },
    closed: {
      edges: [
        0, 5, 10, 20, 40, 80, 160, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800,
        1209600,
      ],
      perSecond: [
        0.00000783, 0.00004963, 0.00009956, 0.00007251, 0.000009053, 0.000005462, 0.000005484, 0.000004598, 0.000002955,
        0.000001619, 7.305e-7, 2.42e-7, 7.568e-8, 3.529e-8, 2.91e-8, 2.316e-8, 8.161e-9, 2.995e-9, 1.038e-9, 3.131e-10,
      ],
    },
    desktopOpen: {
      edges: [0, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 3600],
      perSecond: [
        0.00003065, 0.00008456, 0.0001077, 0.000112, 0.0001099, 0.0001017, 0.00008996, 0.00007531, 0.0000567,
        0.00003221, 0.00001642, 0.000006103, 0.00000144,
      ],
    },
    desktopClosed: {
      edges: [
        0, 5, 10, 20, 40, 80, 160, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800,
        1209600,
      ],
      perSecond: [
        0.00000307, 0.00001946, 0.00003912, 0.00002936, 0.000005446, 0.000005234, 0.000005523, 0.000004616, 0.000002926,
        0.000001579, 7.411e-7, 2.393e-7, 7.942e-8, 3.394e-8, 2.977e-8, 2.453e-8, 8.225e-9, 2.885e-9, 1.037e-9,
        3.246e-10,
      ],
    },
  },
  rates: {
    byCampaign: {},
    byChannel: {},
  },
  regionMatch: 0.5,
  regionShares: {},
  backgroundPerSecond: 4.178e-7,
  unknownAbove: 0.5,
  sureFrom: 0.9,
};
