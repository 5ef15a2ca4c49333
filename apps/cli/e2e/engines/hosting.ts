import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@breakwater/core';
import { openLocalAuthority } from '@breakwater/service';
import { installPlugIn, PLUG_IN } from '../support/plug-in.ts';
import { startProcess, type PlayedProcess, type Surroundings } from '../support/played-process.ts';
import { SimulatorRecords } from '../support/simulator-records.ts';
import { rest, type RestAnswer, type RestRequest } from '../support/rest.ts';

/** Who works with the product in these tests. */
export type Person = 'ana' | 'bo';
const ROLES_OF_ALL: readonly Role[] = ['admin', 'recovery-manager', 'plan-manager'];

/**
 * The product on one engine, as processes of its own, and the simulated estate that it works on. Beside its own adapters it
 * has one of another maker.
 */
export abstract class Hosting {
  readonly folder = mkdtempSync(join(tmpdir(), 'breakwater-engines-'));
  readonly dataDir = join(this.folder, 'data');
  readonly #processes: PlayedProcess[] = [];
  #simulator = '';

  /** Starts the simulator, then the product on it. */
  async open(estate: string, speed: number): Promise<void> {
    const simulate = ['simulate', estate, '--port', '0', '--speed', String(speed)];
    this.#simulator = await this.listening(this.startProcess('bin/breakwater.js', simulate));
    installPlugIn(this.folder);
    await this.openProduct(speed);
  }

  protected abstract openProduct(speed: number): Promise<void>;

  /** Where the API answers now. */
  protected abstract readonly api: string;

  get simulator(): string {
    return this.#simulator;
  }

  get records(): SimulatorRecords {
    return new SimulatorRecords(this.#simulator);
  }

  /** @param path - behind `/v1/` */
  async ask(path: string, request: RestRequest = {}, subject: Person = 'ana'): Promise<RestAnswer> {
    const authority = await openLocalAuthority(this.dataDir);
    const token = authority.issueToken({ subject, roles: ROLES_OF_ALL });
    return rest(`${this.api}/v1/${path}`, { ...request, token });
  }

  /** Kills whatever still runs, and removes the folder. */
  async close(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @param script - from the command line's folder */
  protected startProcess(
    script: string,
    words: readonly string[],
    surroundings: Omit<Surroundings, 'folder'> = {},
  ): PlayedProcess {
    const environment = { ADAPTER_PACKAGES: PLUG_IN.packageName, ...surroundings.environment };
    const started = startProcess(script, words, { ...surroundings, folder: this.folder, environment });
    this.#processes.push(started);
    return started;
  }

  protected async listening(process: PlayedProcess): Promise<string> {
    const url = await process.listening;
    if (url === undefined) throw new Error(`it ended before it listened:\n${process.output()}`);
    return url;
  }
}
