import { finding, type Finding, type ValidationContext } from '@breakwater/core';
import type { Regional } from '../service/regional.ts';
import { describeSourceServers } from '../service/source-servers.ts';
import { unreadable } from '../steps/findings.ts';
import { instancesOfItems, refusalOf } from './item.ts';
import { originsOf } from './origins-of.ts';
import { itemsOf, type ReverseRequest } from './params.ts';

/** What speaks against replicating back: instances that cannot, and Regions of origin that would not take them. */
export async function validateReversal(request: ReverseRequest, context: ValidationContext): Promise<Finding[]> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  try {
    const instances = await instancesOfItems(request, where);
    const unfit = itemsOf(request).flatMap((item) => {
      const refusal = refusalOf(item, instances.get(item));
      if (refusal === undefined) return [];
      const { status: code, reason: message } = refusal;
      return [finding(request.stepId, { code, severity: 'error', resource: item, message })];
    });
    return [...unfit, ...(await originFindings(request, where, [...instances.values()]))];
  } catch (error) {
    context.signal.throwIfAborted();
    return [unreadable(request.stepId, request.target, error)];
  }
}

type Instances = Parameters<typeof originsOf>[1];

async function originFindings({ stepId }: ReverseRequest, where: Regional, instances: Instances): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { origin } of await originsOf(where, instances)) {
    try {
      await describeSourceServers({ ...where, target: origin });
    } catch (error) {
      where.signal.throwIfAborted();
      findings.push(unreadable(stepId, origin, error));
    }
  }
  return findings;
}
