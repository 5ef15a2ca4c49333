import type { Command } from 'commander';

/** The options of a command that works with a server. */
export const withServer = (command: Command): Command =>
  command
    .option('--server <url>', 'the server; default the one used last')
    .option('--token <token>', 'who asks; default BREAKWATER_TOKEN, or the local key of a server on this machine');
