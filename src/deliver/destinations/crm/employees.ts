// Who of the CRM's employees is which of the site's agents: as the owner's lines say, else by the inner number, else by name.

export type Agent = { id: string; name: string; extension: string | null };
export type Employee = { id: string; name: string; email: string | null; extension: string | null };

/** Lines as "Anna = anna@shop.example" or "101 = 12": an agent's name or inner number, the employee's e-mail or id. */
type Pair = { agent: string; employee: string };

const PAIR = /^(.+?)\s*=\s*(.+)$/;
const same = (a: string | null, b: string | null) => a !== null && b !== null && a.toLowerCase() === b.toLowerCase();

/** Empty lines and lines without an equals sign say nothing. */
export function pairsOf(lines: string): Pair[] {
  return lines.split('\n').flatMap((line) => {
    const [, agent, employee] = PAIR.exec(line.trim()) ?? [];
    return agent && employee ? [{ agent, employee }] : [];
  });
}

/** How an agent's employee is to be looked for; undefined: nothing tells. */
export function wordFor(agent: Agent, lines: string): { by: 'id' | 'email' | 'extension'; value: string } | undefined {
  const said = pairsOf(lines).find((pair) => isAgent(pair, agent))?.employee;
  if (said) return { by: said.includes('@') ? 'email' : 'id', value: said };
  return agent.extension ? { by: 'extension', value: agent.extension } : undefined;
}

/** An agent's employee, of all; undefined: there is none, or two of the same name. */
export function employeeOf(agent: Agent, all: readonly Employee[], lines: string): Employee | undefined {
  const word = wordFor(agent, lines);
  const said = word && all.find((one) => same(one[word.by], word.value));
  return said ?? only(all.filter(({ name }) => same(name, agent.name)));
}

/** An employee's agent; undefined: there is none, or two of the same name. */
export function agentOf(employee: Employee, agents: readonly Agent[], lines: string): Agent | undefined {
  const said = pairsOf(lines).find((pair) => same(pair.employee, employee.id) || same(pair.employee, employee.email));
  if (said) return agents.find((agent) => isAgent(said, agent));
  return (
    agents.find(({ extension }) => same(extension, employee.extension)) ??
    only(agents.filter(({ name }) => same(name, employee.name)))
  );
}

const isAgent = (pair: Pair, { name, extension }: Agent) => same(pair.agent, name) || same(pair.agent, extension);
const only = <T>(found: readonly T[]) => (found.length === 1 ? found[0] : undefined);
