import { ROLES } from '@breakwater/core';
import type { CommandContext } from '../context.ts';
import { InputError } from '../errors.ts';
import { apiClient, type ApiClient } from './api-client.ts';
import { readKnownServer, rememberServer, type KnownServer } from './known-server.ts';

/** How a command that works with a server is told which one, and who asks. */
export interface ServerOptions {
  readonly server?: string;
  readonly token?: string;
}

/** Long enough for one command, `watch` of a long recovery included. */
const TOKEN_LIFETIME_SECONDS = 12 * 3600;

/** @throws InputError when there is no server to speak to, or no token */
export async function connect(options: ServerOptions, context: CommandContext): Promise<ApiClient> {
  const { configDir } = context.environment;
  const last = await readKnownServer(configDir);
  const known = options.server === undefined ? last : serverNamed(options.server, last);
  if (known === undefined) {
    throw new InputError('no server is known: name one with --server, or start one with npx breakwater serve');
  }
  const client = apiClient(known.server, await tokenFor(known, options, context));
  if (known.server !== last?.server) await rememberServer(configDir, known);
  return client;
}

function serverNamed(address: string, last: KnownServer | undefined): KnownServer {
  if (!URL.canParse(address)) throw new InputError(`--server ${address} is no address, such as http://localhost:8080`);
  const { origin, protocol } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new InputError(`--server ${address} must begin with http:// or https://`);
  return last?.server === origin ? last : { server: origin };
}

async function tokenFor(known: KnownServer, options: ServerOptions, context: CommandContext): Promise<string> {
  const given = options.token ?? context.environment.token;
  if (given !== undefined) return given;
  if (known.dataDir === undefined) {
    throw new InputError(`no token for ${known.server}: give one with --token or in BREAKWATER_TOKEN`);
  }
  const authority = await context.root.openAuthority(known.dataDir);
  return authority.issueToken({
    subject: context.environment.userName,
    roles: ROLES,
    lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
  });
}
