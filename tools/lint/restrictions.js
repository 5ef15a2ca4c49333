import { builtinModules } from 'node:module';

const FROM_OUTSIDE = 'The domain is pure: times, ids and chance arrive in the command.';

/** Globals through which a clock, chance, the environment or I/O would reach the domain unseen by the import rules. */
const IMPURE_GLOBALS = [
  'process',
  'Buffer',
  'performance',
  'crypto',
  'fetch',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
];

/**
 * Keeps a domain library pure. The module-boundary rule does not see Node's built-ins, so this one does.
 *
 * @type {import('eslint').Linter.RulesRecord}
 */
export const purity = {
  'no-restricted-imports': [
    'error',
    {
      paths: builtinModules.map((name) => ({ name, message: FROM_OUTSIDE })),
      patterns: [{ group: ['node:*'], message: FROM_OUTSIDE }],
    },
  ],
  'no-restricted-globals': ['error', ...IMPURE_GLOBALS.map((name) => ({ name, message: FROM_OUTSIDE }))],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: FROM_OUTSIDE },
    { object: 'Math', property: 'random', message: FROM_OUTSIDE },
    { object: 'globalThis', property: 'crypto', message: FROM_OUTSIDE },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: FROM_OUTSIDE },
    { selector: 'CallExpression[callee.name="Date"]', message: FROM_OUTSIDE },
    { selector: 'ImportExpression', message: FROM_OUTSIDE },
  ],
};

const FROM_THE_FACTORY =
  'AWS clients come from the factory in @breakwater/aws: it knows regions, roles, retries and time-outs.';

/** An SDK client is called `DRSClient`; the same package also exports it as `DRS`, with a method for each operation. */
const CLIENT_NAMES = '(Client|^[A-Z0-9]{2,}|^Lambda|^DynamoDB|^SecretsManager|^Route53\\w*|^ElasticLoadBalancingV2)$';

/**
 * Refuses AWS SDK clients anywhere but in the factory; their types and commands stay free to import.
 *
 * @type {import('eslint').Linter.RulesRecord}
 */
export const onlyFactoryMakesClients = {
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          group: ['@aws-sdk/client-*', '@aws-sdk/lib-dynamodb'],
          importNamePattern: CLIENT_NAMES,
          allowTypeImports: true,
          message: FROM_THE_FACTORY,
        },
      ],
    },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: 'NewExpression[callee.type="MemberExpression"][callee.property.name=/Client$/]',
      message: FROM_THE_FACTORY,
    },
  ],
};
