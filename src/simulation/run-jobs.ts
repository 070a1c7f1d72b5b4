// Runs simulations side by side in worker threads and gives their results in the order they were asked for.

import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { type SimulationOptions, type SimulationResult, simulate } from './run.ts';

/** `onDone` is told after each. Rejects with the first error; the other runs are ended then. */
export async function runJobs(
  jobs: readonly SimulationOptions[],
  { workers, onDone = () => {} }: { workers: number; onDone?: (done: number) => void },
): Promise<SimulationResult[]> {
  const results: SimulationResult[] = [];
  const threads = Array.from({ length: Math.min(workers, jobs.length) }, () => new Worker(new URL(import.meta.url)));
  let next = 0;
  let done = 0;
  const work = async (thread: Worker) => {
    for (let job = next++; job < jobs.length; job = next++) {
      results[job] = await ask(thread, jobs[job]!);
      onDone(++done);
    }
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return results;
}

function ask(thread: Worker, job: SimulationOptions): Promise<SimulationResult> {
  return new Promise((resolve, reject) => {
    thread.once('error', reject);
    thread.once('message', (result: SimulationResult) => {
      thread.removeListener('error', reject);
      resolve(result);
    });
    thread.postMessage(job);
  });
}

if (!isMainThread) parentPort?.on('message', (job: SimulationOptions) => parentPort?.postMessage(simulate(job)));
