import Type from 'typebox';
import { Compile } from 'typebox/compile';

import { ServiceError } from '../../protocol/service-error.ts';
import type { Caller } from '../../world/identity.ts';
import type { Grant } from '../../world/policy.ts';

const OneOrMany = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
]);

const PolicyDocument = Compile(
  Type.Object(
    {
      Version: Type.Optional(Type.Enum(['2012-10-17', '2008-10-17'])),
      Id: Type.Optional(Type.String()),
      Statement: Type.Array(
        Type.Object(
          {
            Sid: Type.Optional(Type.String()),
            Effect: Type.Enum(['Allow', 'Deny']),
            Action: OneOrMany,
            Resource: OneOrMany,
          },
          { additionalProperties: false },
        ),
        { minItems: 1 },
      ),
    },
    { additionalProperties: false },
  ),
);

/** Plain-text characters that STS admits. */
const MAX_CHARACTERS = 2_048;

/**
 * Reads an inline session policy by its actions. Conditions and NotAction are not modelled and refused; a `Resource` other than
 * `*` is refused as well, for an ignored one would allow more than it says.
 *
 * @throws {@link ServiceError} MalformedPolicyDocument or PackedPolicyTooLarge
 */
export function sessionGrant(policy: string): Caller['grants'][number] {
  if (policy.length > MAX_CHARACTERS) {
    throw new ServiceError(
      'PackedPolicyTooLarge',
      400,
      `The session policy is longer than ${MAX_CHARACTERS} characters`,
    );
  }
  const statements = parse(policy);
  if (statements.some(({ Resource }) => !list(Resource).includes('*'))) {
    throw malformed('the simulator models session policies by action: Resource has to be *');
  }
  const actions = (effect: 'Allow' | 'Deny'): string[] =>
    statements.filter(({ Effect }) => Effect === effect).flatMap(({ Action }) => list(Action));
  const grant: Grant = { allow: actions('Allow'), deny: actions('Deny') };
  return grant;
}

function parse(policy: string): { Effect: 'Allow' | 'Deny'; Action: string | string[]; Resource: string | string[] }[] {
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed('it is not JSON');
    throw error;
  }
  if (!PolicyDocument.Check(document)) {
    const reasons = PolicyDocument.Errors(document).map((error) => `${error.instancePath} ${error.message}`.trim());
    throw malformed(reasons.join('; '));
  }
  return document.Statement;
}

function list(value: string | string[]): string[] {
  return typeof value === 'string' ? [value] : value;
}

function malformed(reason: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', 400, `The session policy is malformed: ${reason}`);
}
