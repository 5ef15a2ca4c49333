import { defineAdapter, type TechnologyAdapter } from '@breakwater/core';
import { httpCheckOperation } from './http-check/http-check.ts';
import { invokeLambdaOperation } from './invoke-lambda/invoke-lambda.ts';
import { DEFAULT_OPTIONS, type ApplicationAdapterOptions } from './options.ts';
import { runAutomationOperation } from './run-automation/run-automation.ts';
import { runCommandOperation } from './run-command/run-command.ts';
import { resolveInstances } from './targets/resolve.ts';

/** Commands and automations of Systems Manager, Lambda functions, and HTTP checks. It keeps nothing in memory. */
export function applicationAdapter(options: Partial<ApplicationAdapterOptions> = {}): TechnologyAdapter {
  const settled = { ...DEFAULT_OPTIONS, ...options };
  return defineAdapter({
    technology: 'application',
    contractVersion: 1,
    operations: [
      runCommandOperation(settled),
      runAutomationOperation(settled),
      invokeLambdaOperation(settled),
      httpCheckOperation(settled),
    ],
    resolve: resolveInstances,
  });
}
