// What attribution believes before it has learned from a site's own calls. Made by bench/default-prior.ts; do not edit.
//
// True calls behind each bin (10 worlds of 120 days):
// tapped 734 4933 5669 4166 4327 2316 479 36
// open 374 972 1157 1645 1465 2286 1630 2100 2046 1420 516 146 8
// closed 65 412 1654 2423 696 1023 1840 3302 4224 2302 3159 2074 1324 1196 2009 1615 1668 1190 613 418

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
        0.00001589, 0.00004403, 0.00005671, 0.00005923, 0.00005884, 0.00005484, 0.00004835, 0.0000407, 0.00003047,
        0.00001726, 0.000008693, 0.000003306, 7.237e-7,
      ],
    },
    closed: {
      edges: [
        0, 5, 10, 20, 40, 80, 160, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800,
        1209600,
      ],
      perSecond: [
        0.00000614, 0.00003891, 0.0000781, 0.00005719, 0.000007774, 0.000005381, 0.000005498, 0.000004604, 0.000002945,
        0.000001605, 7.342e-7, 2.411e-7, 7.699e-8, 3.482e-8, 2.934e-8, 2.364e-8, 8.183e-9, 2.956e-9, 1.038e-9,
        3.171e-10,
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
