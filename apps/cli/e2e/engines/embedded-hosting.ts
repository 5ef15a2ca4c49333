import { Hosting } from './hosting.ts';

/** Everything in one process, on SQLite. */
export class EmbeddedHosting extends Hosting {
  protected api = '';

  protected override async openProduct(): Promise<void> {
    const words = ['serve', '--simulate', this.simulator, '--data', this.dataDir, '--port', '0'];
    this.api = await this.listening(this.startProcess('bin/breakwater.js', words));
  }
}
