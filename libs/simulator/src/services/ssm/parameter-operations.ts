import Type from 'typebox';

import { digest } from '../../draws.ts';
import type { SsmParameterSpec } from '../../estate/application-schema.ts';
import { exactly } from '../../protocol/json-input.ts';
import type { Call } from '../../protocol/operation.ts';
import { ssmError } from './ssm-errors.ts';
import { ssmOperation } from './ssm-operation.ts';

const Name = Type.String({ minLength: 1, maxLength: 2048 });

export const getParameter = ssmOperation(exactly({ Name, WithDecryption: Type.Optional(Type.Boolean()) }), {
  name: 'GetParameter',
  resources: ({ Name: name }) => [name],
  run: (call, { Name: name, WithDecryption = false }) => {
    const found = find(call, name);
    if (!found) throw ssmError('ParameterNotFound', `Parameter ${name} not found`);
    return { Parameter: render(call, found, WithDecryption) };
  },
});

export const getParameters = ssmOperation(
  exactly({ Names: Type.Array(Name, { minItems: 1, maxItems: 10 }), WithDecryption: Type.Optional(Type.Boolean()) }),
  {
    name: 'GetParameters',
    resources: ({ Names }) => Names,
    run: (call, { Names, WithDecryption = false }) => ({
      Parameters: Names.flatMap((name) => find(call, name) ?? []).map((found) => render(call, found, WithDecryption)),
      InvalidParameters: Names.filter((name) => !find(call, name)),
    }),
  },
);

function find({ place }: Call, nameOrArn: string): SsmParameterSpec | undefined {
  const name = nameOrArn.replace(/^arn:aws:ssm:[a-z0-9-]+:\d{12}:parameter\/?/, '');
  return place.ssm.parameters.get(name) ?? place.ssm.parameters.get(`/${name}`);
}

/** A secure string is given as its cipher text unless it is to be decrypted. */
function render({ place }: Call, { name, value, type = 'String' }: SsmParameterSpec, decrypt: boolean) {
  return {
    Name: name,
    Type: type,
    Value: type === 'SecureString' && !decrypt ? `AQICAH${digest([name, value], 40)}` : value,
    Version: 1,
    ARN: `arn:aws:ssm:${place.region}:${place.accountId}:parameter/${name.replace(/^\//, '')}`,
    DataType: 'text',
  };
}
