import { DescribeDocumentCommand } from '@aws-sdk/client-ssm';
import { SSM } from '@breakwater/aws';
import type { Regional } from './regional.ts';

/** A Systems Manager document, as far as a step has to know it before it runs. */
export interface DocumentView {
  readonly status: string | undefined;
  readonly type: string | undefined;
  readonly platforms: readonly string[];
  /** Absent when Systems Manager does not say. */
  readonly parameters: readonly { readonly name: string; readonly isRequired: boolean }[] | undefined;
}

export interface DocumentName {
  readonly document: string;
  readonly documentVersion?: string;
}

/** @throws AWS's `InvalidDocument` or `InvalidDocumentVersion` when there is none of that name or version */
export async function describeDocument(
  { aws, target, signal }: Regional,
  { document, documentVersion }: DocumentName,
): Promise<DocumentView> {
  const command = new DescribeDocumentCommand({ Name: document, DocumentVersion: documentVersion });
  const { Document } = await aws.client(SSM, target).send(command, { abortSignal: signal });
  return {
    status: Document?.Status,
    type: Document?.DocumentType,
    platforms: Document?.PlatformTypes ?? [],
    parameters: Document?.Parameters?.map(({ Name = '', DefaultValue }) => ({
      name: Name,
      isRequired: DefaultValue === undefined,
    })),
  };
}
