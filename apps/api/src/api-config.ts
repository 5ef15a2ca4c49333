import { Type, type Static } from 'typebox';
import { ENGINE_NAME_PATTERN } from '@breakwater/engine-embedded';
import { AwsSettings, HubSettings, ServiceSettings, STORE_PATTERN } from '@breakwater/hosting';
import { AUTHENTICATION_MODES } from '@breakwater/service';

/** Of the API as a process of its own, whichever engine stands behind it. */
const CommonSettings = {
  ...ServiceSettings,
  ...AwsSettings,
  /** Holds the local key, and the database of the embedded engine. */
  DATA_DIR: Type.String({ minLength: 1 }),
  AUTHENTICATION_MODE: Type.Union(
    AUTHENTICATION_MODES.map((mode) => Type.Literal(mode)),
    { default: 'local' },
  ),
};

/** Which engine runs the executions; read first, since the other settings depend on it. */
export const EngineConfig = Type.Object({
  /** `embedded`: inside this process. `step-functions`: in the orchestrator and the adapter hosts. */
  ENGINE: Type.Union([Type.Literal('embedded'), Type.Literal('step-functions')], { default: 'embedded' }),
});

/** The settings of the API with everything in its own process. */
export const EmbeddedApiConfig = Type.Object({
  ...CommonSettings,
  /** Tells this hub's engine from others on the same store: executions of another name are left alone until taken over. */
  ENGINE_NAME: Type.String({ default: 'embedded', pattern: ENGINE_NAME_PATTERN }),
  /**
   * `sqlite`: a file in DATA_DIR. `dynamodb:<environment>@<region>`: the tables of an environment, whose executions can then be
   * taken over here.
   */
  STORE: Type.String({ default: 'sqlite', pattern: STORE_PATTERN }),
  AWS_ENDPOINT_URL_DYNAMODB: HubSettings.AWS_ENDPOINT_URL_DYNAMODB,
  /** Adapters of other makers, by package name, separated by commas. */
  ADAPTER_PACKAGES: HubSettings.ADAPTER_PACKAGES,
});
export type EmbeddedApiConfig = Static<typeof EmbeddedApiConfig>;

/** The settings of the API as the door of the distributed host. */
export const DistributedApiConfig = Type.Object({ ...CommonSettings, ...HubSettings });
export type DistributedApiConfig = Static<typeof DistributedApiConfig>;
