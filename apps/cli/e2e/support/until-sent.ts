import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatorRecords } from './simulator-records.ts';

const PATIENCE_MILLISECONDS = 2_500;
const LOOK_MILLISECONDS = 15;

/** Waits for the next launch to be sent. @returns false when none was within the patience */
export async function untilSent(records: Pick<SimulatorRecords, 'callCount'>): Promise<boolean> {
  const before = await records.callCount('StartRecovery');
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (Date.now() < deadline) {
    if ((await records.callCount('StartRecovery')) > before) return true;
    await sleep(LOOK_MILLISECONDS);
  }
  return false;
}
