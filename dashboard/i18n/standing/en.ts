// English: notices of what lasts on the machine itself.
export const standingEn = {
  standing: {
    onNode: ' (node {{node}})',
    diskLow: 'The disk is almost full: recordings are paused{{where}}',
    diskLowText:
      '{{free}} are free. Free {{missing}} more and recording goes on by itself. Calls are taken as always; what was recorded is kept.',
    diskLowBare: 'Free some space and recording goes on by itself. Calls are taken as always.',
    diskFull: 'The disk is full: free space now{{where}}',
    diskFullText:
      '{{free}} are left. Calls are taken but not recorded, and soon visits can’t be stored. Free at least {{missing}}: delete what is not needed, or keep recordings for fewer days.',
    diskFullBare:
      'Calls are taken but not recorded, and soon visits can’t be stored. Delete what is not needed, or keep recordings for fewer days.',
    unsaid: 'Calls are not recorded: callers can’t be told',
    unsaidText:
      'Your rules ask that callers to {{number}} be told of the recording{{language}}, and nothing on the server{{where}} can speak. Install a voice (apt-get install espeak-ng), or upload a sound and play it as the notice at the start of the route.',
    language: { ru: ' in Russian', en: ' in English' },
  },
};
