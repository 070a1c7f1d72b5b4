// The thread of one plan: makes it, says the result, ends.
import { parentPort, workerData } from 'node:worker_threads';
import { makePlan, type PlanRequest } from '../simulation/plan.ts';

parentPort?.postMessage(makePlan(workerData as PlanRequest));
