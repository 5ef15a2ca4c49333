import { describe, expect, it } from '@jest/globals';
import { chaosOfServices } from './chaos-services.ts';
import { givenEngines } from './given-engines.ts';

const KILLS = 30;
const LONG_MILLISECONDS = 900_000;
/**
 * LocalStack holds the polls of dead workers open for a minute, and hands them tasks. Each is lost for a heartbeat, and
 * offered again after a pause that doubles.
 */
const PATIENCE_SECONDS = 600;

describe('services on a Step Functions of another maker that are killed again and again', () => {
  it(
    'complete the drill, launch every server once and lose no gate',
    async () => {
      const { kills, report, violations } = await chaosOfServices({
        speed: 20,
        count: KILLS,
        seed: 20_260_101,
        approvesAfter: 20,
        patienceSeconds: PATIENCE_SECONDS,
        engines: givenEngines,
      });
      expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean', simulated: true });
      expect(violations).toEqual([]);
      expect(kills.total).toBe(KILLS);
      expect(Object.values(kills.of).every((count) => count > 3)).toBe(true);
      expect(kills.whileUnfinished).toBeGreaterThan(20);
      expect(kills.besideSuccessor).toBeGreaterThan(3);
      expect(kills.together).toBeGreaterThan(3);
      expect(kills.rightAfterSending).toBeGreaterThan(0);
    },
    LONG_MILLISECONDS,
  );
});
