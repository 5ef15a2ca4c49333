/** What a version says about an instance's network interface. */
export interface TemplateInterface {
  readonly deviceIndex: number;
  readonly subnetId?: string;
  readonly securityGroupIds: readonly string[];
  readonly privateIp?: string;
  readonly associatePublicIp?: boolean;
  readonly deleteOnTermination?: boolean;
}

/** The part of launch template data that the simulator keeps. */
export interface TemplateData {
  readonly instanceType?: string;
  readonly imageId?: string;
  readonly keyName?: string;
  readonly userData?: string;
  readonly ebsOptimized?: boolean;
  readonly disableApiTermination?: boolean;
  readonly instanceProfile?: { readonly arn?: string; readonly name?: string };
  readonly interfaces: readonly TemplateInterface[];
  /** Groups of an instance without interfaces of its own. */
  readonly securityGroupIds: readonly string[];
  /** Tags by the type of resource that they are put on. */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface TemplateVersion {
  readonly number: number;
  readonly description?: string;
  /** Simulated epoch milliseconds. */
  readonly createdAt: number;
  readonly createdBy: string;
  readonly data: TemplateData;
  /** The client token it was created with. */
  readonly token?: string;
}

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly tags: Record<string, string>;
  readonly versions: Map<number, TemplateVersion>;
  defaultVersion: number;
  /** Numbers are never given twice. */
  latestVersion: number;
}

/** The version that a launch without further word uses. */
export function defaultData({ versions, defaultVersion }: LaunchTemplate): TemplateData {
  return versions.get(defaultVersion)?.data ?? { interfaces: [], securityGroupIds: [], tags: {} };
}

/** Adds a version; the default stays as it is. */
export function addVersion(template: LaunchTemplate, version: Omit<TemplateVersion, 'number'>): TemplateVersion {
  template.latestVersion += 1;
  const added: TemplateVersion = { ...version, number: template.latestVersion };
  template.versions.set(added.number, added);
  return added;
}
