// What the dashboard says in Russian of agents, teams, schedules, contacts and the live board.

export const teamRu = {
  team: {
    phoneAtAgent: 'телефон задан в разделе «Команда»',
  },
};
