import {
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateVersionsCommand,
  ModifyLaunchTemplateCommand,
  paginateDescribeLaunchTemplateVersions,
  type LaunchTemplateVersion,
  type RequestLaunchTemplateData,
  type ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { EC2 } from '@breakwater/aws';
import type { Regional } from './regional.ts';

/** Versions that one DeleteLaunchTemplateVersions takes. */
const DELETED_AT_ONCE = 200;

/** One version of an EC2 launch template; versions never change, and their numbers are never given twice. */
export interface TemplateVersionView {
  readonly number: number;
  readonly isDefault: boolean;
  readonly description: string | undefined;
  readonly data: ResponseLaunchTemplateData;
}

/** All versions of a template, oldest first. */
export async function templateVersions(
  { aws, target, signal }: Regional,
  templateId: string,
): Promise<TemplateVersionView[]> {
  const views: TemplateVersionView[] = [];
  const pages = paginateDescribeLaunchTemplateVersions(
    { client: aws.client(EC2, target) },
    { LaunchTemplateId: templateId },
    { abortSignal: signal },
  );
  for await (const page of pages) views.push(...(page.LaunchTemplateVersions ?? []).flatMap(viewOf));
  return views.sort((left, right) => left.number - right.number);
}

function viewOf(version: LaunchTemplateVersion): TemplateVersionView[] {
  if (version.VersionNumber === undefined) return [];
  return [
    {
      number: version.VersionNumber,
      isDefault: version.DefaultVersion === true,
      description: version.VersionDescription,
      data: version.LaunchTemplateData ?? {},
    },
  ];
}

/** A version to be made on top of another. */
export interface NewVersion {
  readonly base: number;
  readonly description: string;
  readonly data: RequestLaunchTemplateData;
  /** With the same token nothing is made twice. At most 128 characters. */
  readonly token: string;
}

/** Adds a version; the default stays as it is. @returns its number */
export async function createVersion(
  { aws, target, signal }: Regional,
  templateId: string,
  { base, description, data, token }: NewVersion,
): Promise<number> {
  const command = new CreateLaunchTemplateVersionCommand({
    LaunchTemplateId: templateId,
    SourceVersion: String(base),
    VersionDescription: description,
    LaunchTemplateData: data,
    ClientToken: token,
  });
  const { LaunchTemplateVersion: made } = await aws.client(EC2, target).send(command, { abortSignal: signal });
  if (made?.VersionNumber === undefined) throw new Error(`EC2 answered without the new version of ${templateId}`);
  return made.VersionNumber;
}

/** Makes a version the one that DRS launches from. */
export async function setDefaultVersion(
  { aws, target, signal }: Regional,
  templateId: string,
  number: number,
): Promise<void> {
  const command = new ModifyLaunchTemplateCommand({ LaunchTemplateId: templateId, DefaultVersion: String(number) });
  await aws.client(EC2, target).send(command, { abortSignal: signal });
}

/** Deletes versions. The default one stays, and one that is gone already is no fault. */
export async function deleteVersions(
  { aws, target, signal }: Regional,
  templateId: string,
  numbers: readonly number[],
): Promise<void> {
  if (numbers.length === 0) return;
  const command = new DeleteLaunchTemplateVersionsCommand({
    LaunchTemplateId: templateId,
    Versions: numbers.slice(0, DELETED_AT_ONCE).map(String),
  });
  await aws.client(EC2, target).send(command, { abortSignal: signal });
}
