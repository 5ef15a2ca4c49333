import { awsJsonProtocol } from '../../protocol/aws-json-protocol.ts';
import { REST_JSON_ERRORS } from '../../protocol/common-errors.ts';
import { createService } from '../../protocol/service.ts';
import { getResources } from './get-resources.ts';

/** Resource Groups Tagging API: what carries a tag, whatever service it belongs to. */
export const tagging = createService(
  'tag',
  awsJsonProtocol({ errors: REST_JSON_ERRORS, targetPrefix: 'ResourceGroupsTaggingAPI_20170126', version: '1.1' }),
  [getResources],
  'tagging',
);
