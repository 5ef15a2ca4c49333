import type { ExecutionReport } from '@breakwater/core';
import { GOING_ON, type Answers, type Play } from './play.ts';
import { STANDBY, storyPlan, writtenFailback, type Story } from './story-plan.ts';

/** What people do with one plan, from saving it to its last report. */
export interface Scenario extends Story {
  run(play: Play): Promise<ExecutionReport>;
}

const REAL = { incident: 'INC-7', reason: 'us-east-1 is to be left' };

async function drilled(play: Play, story: Story, answers: Answers): Promise<ExecutionReport> {
  return play.ended(await started(play, story), answers);
}

async function started(play: Play, story: Story, more: object = { mode: 'drill' }): Promise<string> {
  await play.savePlan(storyPlan(story));
  return play.start('executions', { plan: story.name, ...more });
}

/** @returns the id of a recovery that has ended */
async function recovered(play: Play, story: Story): Promise<string> {
  const recovery = await started(play, story, { mode: 'recovery', confirm: story.name, ...REAL });
  await play.ended(recovery);
  return recovery;
}

async function rolledBack(play: Play, story: Story): Promise<ExecutionReport> {
  const recovery = await recovered(play, story);
  return play.ended(await play.start(`executions/${recovery}/rollback`, { confirm: story.name, ...REAL }));
}

const isRunning = (report: ExecutionReport, wave: string): boolean =>
  report.waves.some(({ id, steps }) => id === wave && steps.some(({ startedAt }) => startedAt !== null));

const scenario = (story: Story, run: (play: Play, story: Story) => Promise<ExecutionReport>): Scenario => ({
  ...story,
  run: (play) => run(play, story),
});

/** Each in a plan of its own, and all of them at the same time. */
export const STORIES: readonly Scenario[] = [
  scenario({ name: 'approved' }, (play, story) => drilled(play, story, GOING_ON)),
  scenario({ name: 'rejected' }, (play, story) =>
    drilled(play, story, { approval: { action: 'reject', note: 'the ledgers differ' } }),
  ),
  scenario({ name: 'paused' }, async (play, story) => {
    const id = await started(play, story);
    await play.until(id, (report) => isRunning(report, 'servers'));
    await play.tell(id, 'pause', 'let us look');
    const held = (report: ExecutionReport) =>
      report.execution.status === 'paused' &&
      report.waves.some((wave) => wave.id === 'servers' && wave.completedAt !== null);
    await play.until(id, held);
    await play.tell(id, 'resume', 'all is well');
    return play.ended(id);
  }),
  scenario({ name: 'retried', failures: 1 }, (play, story) =>
    drilled(play, story, { ...GOING_ON, decision: { action: 'retry', only: 'failed', note: 'once more' } }),
  ),
  scenario({ name: 'skipped', failures: 'always' }, (play, story) => drilled(play, story, GOING_ON)),
  scenario({ name: 'given-up', failures: 'always' }, (play, story) =>
    drilled(play, story, { ...GOING_ON, decision: { action: 'fail', note: 'not without it' } }),
  ),
  scenario({ name: 'cancelled' }, async (play, story) => {
    const id = await started(play, story);
    await play.until(id, (report) => isRunning(report, 'servers'));
    await play.tell(id, 'cancel', 'false alarm');
    return play.ended(id);
  }),
  scenario({ name: 'rolled-back' }, rolledBack),
  scenario({ name: 'kept' }, async (play, story) => {
    const drill = await started(play, story);
    await play.ended(drill);
    const keep = { plan: story.name, mode: 'keep', of: drill, reason: REAL.reason, steps: ['recover'] };
    await play.ended(await play.start('executions', keep));
    return play.ended(await play.start('executions', { plan: story.name, mode: 'cleanup', of: drill }));
  }),
  scenario({ name: 'returned' }, async (play, story) => {
    const recovery = await recovered(play, story);
    const failback = { plan: story.name, mode: 'failback', of: recovery, confirm: story.name, ...REAL };
    return play.ended(await play.start('executions', failback));
  }),
  scenario({ name: 'returned-as-written', plan: writtenFailback('returned-as-written') }, async (play, story) => {
    const recovery = await recovered(play, story);
    const way = { mode: 'failback', of: recovery, parameters: { recovery }, confirm: story.name, ...REAL };
    return play.ended(await play.start('executions', { plan: story.name, ...way }));
  }),
  scenario({ name: 'standby', plan: STANDBY }, async (play, story) => {
    const misspelt = STANDBY.replace('params: { protectionGroup: standby }', 'params: { protectionGruop: standby }');
    const faults = await play.faultsOf(misspelt);
    if (faults.join() !== 'waves[0].steps[0].params.protectionGruop') throw new Error(`faults at ${faults.join()}`);
    return rolledBack(play, story);
  }),
];
