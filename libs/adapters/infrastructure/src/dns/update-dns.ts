import type { Operation } from '@breakwater/core';
import { defineStateOperation } from '../steps/define.ts';
import { zoneConvergence } from './look.ts';
import { heldRecords, UpdateDnsOutputs, UpdateDnsParams } from './params.ts';
import { dnsRunbook } from './runbook.ts';
import { undoDns } from './undo.ts';
import { validateDns } from './validate.ts';
import type { ZoneTurns } from './zone-turns.ts';

/**
 * Seconds: AWS says that changes usually reach all name servers within 60; its own waiter gives up after thirty minutes.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
const ESTIMATE = { typicalSeconds: 60, longestSeconds: 1_800 };

/** Changes DNS records, all or none, and waits until every authoritative server answers with them. */
export const updateDns = (turns: ZoneTurns): Operation =>
  defineStateOperation({
    name: 'update-dns',
    summary: 'Change DNS records of a Route 53 zone and wait until its name servers have them',
    params: UpdateDnsParams,
    outputs: UpdateDnsOutputs,
    estimate: () => ESTIMATE,
    holds: heldRecords,
    validate: validateDns,
    convergence: (request, context) => zoneConvergence(request, context, turns),
    undo: undoDns,
    runbook: dnsRunbook,
  });
