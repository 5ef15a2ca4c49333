import { describe, expect, it } from '@jest/globals';
import { openHub, openHubGround, prepareGround, wideWave } from '../../testing/index.ts';

const STEPS = 2_000;
/** Step Functions and the workers of all steps share one process. */
const LONG_MILLISECONDS = 900_000;

describe(`a wave of ${STEPS} steps`, () => {
  it(
    'runs on Step Functions, each step in a history of its own',
    async () => {
      process.env['AWS_ACCESS_KEY_ID'] = 'AKIALOCAL';
      process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
      const ground = await openHubGround();
      await prepareGround(ground);
      const hub = await openHub(ground);
      try {
        const report = await wideWave(hub.application, STEPS);
        expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
        expect(report.waves[0]?.steps.filter(({ status }) => status === 'succeeded')).toHaveLength(STEPS);
      } finally {
        await hub.stop();
        await ground.close();
      }
    },
    LONG_MILLISECONDS,
  );
});
