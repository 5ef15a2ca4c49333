import { Type } from 'typebox';
import { HubSettings, ServiceSettings } from '@breakwater/hosting';

/** The settings of an adapter host, from its environment. */
export const AdapterHostConfig = Type.Object({
  ...ServiceSettings,
  ...HubSettings,
  /** Technologies whose steps this process runs, separated by commas; each has an activity of its own. */
  TECHNOLOGIES: Type.String({ pattern: '^ *[a-z][a-z0-9-]*( *, *[a-z][a-z0-9-]*)* *$' }),
  /** Polls that are open at the same time for each technology. */
  POLLERS: Type.Integer({ default: 10, minimum: 1, maximum: 1000 }),
  /** Steps of each technology that run at the same time; they mostly wait for AWS. */
  CAPACITY: Type.Integer({ default: 500, minimum: 1, maximum: 10_000 }),
});
