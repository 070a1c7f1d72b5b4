// What the dashboard says in English of agents, teams, schedules, contacts and the live board.

export const teamEn = {
  team: {
    phoneAtAgent: 'a phone that is set under Team',
  },
};
