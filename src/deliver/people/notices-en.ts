// English: what an owner should know, in a heading and a sentence.
import type { NoticeKind } from '../../core/notice.ts';
import type { NoticeWords } from './notice-facts.ts';

export const noticesEn: Record<NoticeKind, NoticeWords> = {
  'number-out-of-order': ({ number }) => [
    `${number} is out of order`,
    'Test calls do not reach you through it. Visitors are not shown it any more.',
  ],
  'number-back': ({ number }) => [`${number} works again`, 'Visitors are shown it again.'],
  'number-silent': ({ number }) => [
    `${number} is silent`,
    'It was shown so often that calls should have come, and none did. Call it yourself.',
  ],
  'connection-failing': () => [
    'No test call through a connection succeeds',
    'All its numbers fail, so the connection itself or our way out through it is at fault.',
  ],
  'number-leaked': ({ number }) => [
    `${number} is known outside the site`,
    'Calls to it can no longer be told apart by visit. Replace it.',
  ],
  'contract-ends': ({ operator, endsOn }) => [`The contract with ${operator} ends`, `Last day: ${endsOn}.`],
  'licence-ends': ({ operator, endsOn }) => [`The licence of ${operator} ends`, `Last day: ${endsOn}.`],
  'speech-missing': () => [
    'Callers do not hear the words of a route',
    'Nobody on the server can speak them. Install espeak-ng, or choose uploaded sounds.',
  ],
  'recording-lost': ({ error }) => ['A recording is lost', `It could not be had: ${error}.`],
  'recording-store-failing': ({ error }) => [
    'Recordings can’t be moved to their store',
    `They stay on the disk meanwhile. The store says: ${error}.`,
  ],
  'recording-unsaid': ({ number }) => [
    'Talks are not recorded: nobody can warn the callers',
    `Callers of ${number} must be told first, and the server has no voice. Install espeak-ng or upload a sound.`,
  ],
  'disk-low': () => [
    'The disk is almost full: talks are not recorded',
    'Calls are taken as usual. Make room, and recording goes on by itself.',
  ],
  'disk-full': () => [
    'The disk is full: make room now',
    'Calls are taken, but not recorded, and visits will soon have no place.',
  ],
  'call-backs-late': ({ late }) => ['Missed callers wait for too long', `Nobody has called back in time: ${late}.`],
  'number-flood': ({ number, calls, minutes }) => [
    `${number} is flooded with calls`,
    `${calls} calls in ${minutes} minutes.`,
  ],
  'destination-paused': ({ name }) => [
    `${name} takes nothing more`,
    'Something must be done there, or in its settings; what waits goes out when it is resumed. See Destinations.',
  ],
  'deliveries-lapse': ({ name }) => [
    `${name}: what waits will soon be too late`,
    'Too old it is not taken any more. See Destinations why it takes nothing, and resume it.',
  ],
  'prediction-gap': () => [
    'Plan and reality have grown apart',
    'The plan promised another accuracy than real calls have. Plan anew.',
  ],
};
