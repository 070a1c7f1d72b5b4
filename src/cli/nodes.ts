// dialtrace nodes: which nodes share the database, and a person's word that one of them will not be back.
import type { Command } from 'commander';
import { listNodes, type NodeRow, noteGone } from '../store/nodes.ts';
import { withOwnDatabase } from './own-database.ts';

export function addNodes(program: Command): void {
  const nodes = program
    .command('nodes')
    .description('Nodes that share the database: when each was last heard of, and calls that have not ended.');
  nodes
    .command('list', { isDefault: true })
    .description('All nodes.')
    .option('--json', 'print data as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const all = await withOwnDatabase(listNodes);
      if (json) console.log(JSON.stringify(all));
      else for (const node of all) console.log(sentence(node));
    });
  nodes
    .command('gone <name>')
    .description('A node and its Asterisk are gone: calls that it had open are told as cut off within seconds.')
    .action(async (name: string) => {
      await withOwnDatabase(async (db) => {
        const node = (await listNodes(db)).find((one) => one.name === name);
        if (!node) throw new Error(`There is no node "${name}". \`dialtrace nodes\` lists them.`);
        if (!node.isSilent && !node.goneWhy)
          throw new Error(`Node ${name} lives: it was heard of at ${node.seenAt.toISOString()}.`);
        await noteGone(db, name, 'person');
        console.log(
          `${name} is gone; another node ends its ${node.openCalls} open calls. Should it be back, it counts again.`,
        );
      });
    });
}

const GONE = { stopped: 'stopped', person: 'gone, as somebody has said' } as const;

function sentence({ name, seenAt, isSilent, goneWhy, openCalls }: NodeRow): string {
  const state = goneWhy ? GONE[goneWhy] : isSilent ? 'silent' : 'lives';
  return `${name}: ${state}, last heard of at ${seenAt.toISOString()}, ${openCalls} open calls`;
}
