// Runs simulations side by side in worker threads.

import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { type SimulationOptions, type SimulationResult, simulate } from './run.ts';

/** Tells each result as it comes. Rejects with the first error; the other runs are ended then. */
export async function runJobs(
  jobs: readonly SimulationOptions[],
  { workers, onDone }: { workers: number; onDone: (job: SimulationOptions, result: SimulationResult) => void },
): Promise<void> {
  const threads = Array.from({ length: Math.min(workers, jobs.length) }, () => new Worker(new URL(import.meta.url)));
  let next = 0;
  const work = async (thread: Worker) => {
    for (let job = jobs[next++]; job !== undefined; job = jobs[next++]) onDone(job, await ask(thread, job));
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
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
