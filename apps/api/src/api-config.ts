import { Type } from 'typebox';
import { ENGINE_NAME_PATTERN } from '@breakwater/engine-embedded';
import { AUTHENTICATION_MODES } from '@breakwater/service';

/** The settings of the API as a process of its own, from its environment. */
export const ApiConfig = Type.Object({
  HOST: Type.String({ default: '127.0.0.1', minLength: 1 }),
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65_535 }),
  /** Holds the database and the local key. */
  DATA_DIR: Type.String({ minLength: 1 }),
  /** Tells this hub's engine from others on the same store: executions of another name are left alone until taken over. */
  ENGINE_NAME: Type.String({ default: 'embedded', pattern: ENGINE_NAME_PATTERN }),
  LOG_LEVEL: Type.Union(
    [Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'), Type.Literal('silent')],
    { default: 'info' },
  ),
  AUTHENTICATION_MODE: Type.Union(
    AUTHENTICATION_MODES.map((mode) => Type.Literal(mode)),
    { default: 'local' },
  ),
  /** Where roles are assumed: not a Region that may have to be evacuated. */
  HUB_REGION: Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]+$' }),
  /** One address for all AWS services, instead of AWS's own. */
  AWS_ENDPOINT_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** AWS is a simulator: every execution says so. */
  AWS_IS_SIMULATED: Type.Boolean({ default: false }),
  SHUTDOWN_GRACE_SECONDS: Type.Integer({ default: 30, minimum: 1, maximum: 600 }),
});
