import Type from 'typebox';

import type { SsmDocumentSpec } from '../../estate/application-schema.ts';
import { exactly } from '../../protocol/json-input.ts';
import type { Call } from '../../protocol/operation.ts';
import { findDocument } from './documents.ts';
import { ssmError } from './ssm-errors.ts';
import { ssmOperation } from './ssm-operation.ts';

const Version = Type.Optional(Type.Enum(['$DEFAULT', '$LATEST', '1']));

export const describeDocument = ssmOperation(
  exactly({ Name: Type.String({ minLength: 1 }), DocumentVersion: Version }),
  {
    name: 'DescribeDocument',
    resources: ({ Name }) => [Name],
    run: (call, { Name }) => ({ Document: describe(call, requireDocument(call, Name)) }),
    rewriteStatus: (answer, word) => ({ ...answer, Document: { ...Object(answer['Document']), Status: word } }),
  },
);

/** The content names parameters and steps; the scripts behind them are the estate's outcomes, and not part of it. */
export const getDocument = ssmOperation(exactly({ Name: Type.String({ minLength: 1 }), DocumentVersion: Version }), {
  name: 'GetDocument',
  resources: ({ Name }) => [Name],
  run: (call, { Name }) => {
    const document = requireDocument(call, Name);
    return {
      Name: document.name,
      DocumentVersion: '1',
      Status: 'Active',
      DocumentType: document.type,
      DocumentFormat: 'JSON',
      Content: JSON.stringify(contentOf(document)),
    };
  },
});

function requireDocument({ place }: Call, name: string): SsmDocumentSpec {
  const found = findDocument(place, name);
  if (!found) throw ssmError('InvalidDocument', `Document with name ${name} does not exist.`);
  return found;
}

function describe({ place }: Call, document: SsmDocumentSpec) {
  return {
    Name: document.name,
    Owner: document.name.startsWith('AWS-') ? 'Amazon' : place.accountId,
    Status: 'Active',
    DocumentVersion: '1',
    DefaultVersion: '1',
    LatestVersion: '1',
    DocumentType: document.type,
    DocumentFormat: 'JSON',
    SchemaVersion: schemaVersion(document),
    PlatformTypes: document.platforms ?? ['Linux', 'Windows'],
    Parameters: Object.entries(document.parameters ?? {}).map(([Name, { required, description }]) => ({
      Name,
      Type: 'StringList',
      ...(description === undefined ? {} : { Description: description }),
      // A parameter without a default is one that has to be given.
      ...(required === true ? {} : { DefaultValue: '' }),
    })),
  };
}

function contentOf(document: SsmDocumentSpec) {
  return {
    schemaVersion: schemaVersion(document),
    parameters: Object.fromEntries(
      Object.entries(document.parameters ?? {}).map(([name, { required }]) => [
        name,
        { type: 'StringList', ...(required === true ? {} : { default: [] }) },
      ]),
    ),
    mainSteps:
      document.type === 'Command'
        ? (document.plugins ?? []).map((name) => ({ name, action: name }))
        : (document.steps ?? []).map(({ name, action }) => ({ name, action: action ?? 'aws:executeAwsApi' })),
  };
}

function schemaVersion({ type }: SsmDocumentSpec): string {
  return type === 'Command' ? '2.2' : '0.3';
}
