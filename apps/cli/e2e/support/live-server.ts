import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionReport } from '@breakwater/core';
import { WORKSPACE, type Surroundings } from '../../testing/run-cli.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { rest } from './rest.ts';

/** A server of a simulated estate, and a person who may do everything there. */
export interface LiveServer {
  readonly simulator: string;
  /**
   * Saves a plan, an example's by default, unless it is there, and starts it as a pipeline would.
   *
   * @returns the execution's id
   */
  readonly start: (plan: string, input: object, document?: string) => Promise<string>;
  /** The report once it is as wanted. */
  readonly until: (id: string, isSo: (report: ExecutionReport) => boolean) => Promise<ExecutionReport>;
}

/** For a wave of launches on a machine that does other work too. */
const PATIENCE_SECONDS = 180;

export async function liveServer(here: Surroundings, estate: string, speed: number): Promise<LiveServer> {
  const words = ['--port', '0', '--speed', String(speed)];
  const simulator = await here.start(/listens on (\S+),/, 'simulate', estate, ...words);
  const server = await here.start(/listens on (\S+)/, 'serve', '--simulate', simulator.found, '--port', '0');
  const token = (await here.run('token', '--subject', 'ana', '--role', 'admin')).stdout.trim();
  const show = async (id: string) =>
    (await rest(`${server.found}/v1/executions/${id}`, { token })).body as ExecutionReport;
  return {
    simulator: simulator.found,
    async start(plan, input, document) {
      const body = document ?? readFileSync(join(WORKSPACE, `examples/plans/${plan}.yaml`), 'utf8');
      const headers = { 'content-type': 'application/yaml' };
      const saved = await rest(`${server.found}/v1/recovery-plans`, { method: 'POST', token, headers, body });
      if (saved.status !== 201 && saved.status !== 409) throw new Error(`the plan was not saved: ${saved.status}`);
      const started = await rest(`${server.found}/v1/executions`, { method: 'POST', token, body: { plan, ...input } });
      if (started.status !== 202) throw new Error(`nothing was started: ${JSON.stringify(started.body)}`);
      return (started.body as { readonly executionId: string }).executionId;
    },
    until: (id, isSo) =>
      waitFor(async () => {
        const report = await show(id);
        return isSo(report) ? report : undefined;
      }, PATIENCE_SECONDS),
  };
}
