// A sign for each kind of step.
import {
  IconArrowsSplit2,
  IconDialpad,
  IconHourglass,
  IconInfoSquareRounded,
  IconPhoneCall,
  IconPhoneCalling,
  IconPhoneOff,
  IconRecordMail,
  IconShieldCheck,
  IconSpeakerphone,
  type TablerIcon,
} from '@tabler/icons-react';
import type { StepKind } from './new-steps.ts';

export const KIND_ICONS: Record<StepKind, TablerIcon> = {
  choose: IconArrowsSplit2,
  announce: IconSpeakerphone,
  notice: IconInfoSquareRounded,
  consent: IconShieldCheck,
  menu: IconDialpad,
  dial: IconPhoneCall,
  queue: IconHourglass,
  voicemail: IconRecordMail,
  'call-back': IconPhoneCalling,
  'hang-up': IconPhoneOff,
};
