/** A type of resources that a protection group may hold. */
export interface ResourceType {
  readonly plural: string;
  /** As the tagging service filters. */
  readonly filter: string;
  /** What steps call a resource of this type; `undefined` for an ARN of something else. */
  idOf(arn: string): string | undefined;
}

const matching = (pattern: RegExp) => (arn: string) => pattern.exec(arn)?.[1];

/** By the word that an operation's choice of resources carries. */
export const RESOURCE_TYPES = {
  'target-group': {
    plural: 'target groups',
    filter: 'elasticloadbalancing:targetgroup',
    idOf: matching(/^(arn:[^:]+:elasticloadbalancing:.+:targetgroup\/.+)$/),
  },
  listener: {
    plural: 'listeners and their rules',
    // Both types are asked for at once: an ARN tells them apart.
    filter: 'elasticloadbalancing',
    idOf: matching(/^(arn:[^:]+:elasticloadbalancing:.+:listener(?:-rule)?\/.+)$/),
  },
  'security-group': {
    plural: 'security groups',
    filter: 'ec2:security-group',
    idOf: matching(/^arn:[^:]+:ec2:.+:security-group\/(sg-[0-9a-zA-Z]+)$/),
  },
} as const satisfies Record<string, ResourceType>;

export type ResourceTypeName = keyof typeof RESOURCE_TYPES;

/** @throws Error for a type that is none: tags would select resources of all kinds */
export function typeOf(name: string | undefined): ResourceType {
  const known = Object.entries(RESOURCE_TYPES).find(([type]) => type === name);
  if (known !== undefined) return known[1];
  throw new Error(
    `tags select target groups, listeners or security groups, for an operation that acts on them; not ${name ?? 'anything'}`,
  );
}
