import type { Answer, Call } from '../../../protocol/operation.ts';
import { defineOperation } from '../../../protocol/operation.ts';
import type { QueryParams } from '../../../protocol/query-params.ts';
import { describeList, pageOf } from '../describe-list.ts';
import { dryRunSucceeded, ec2Error, refuseUnread } from '../ec2-errors.ts';
import { readFilters } from '../instance-query.ts';
import type { LaunchTemplate, TemplateVersion } from './launch-template.ts';
import { addVersion } from './launch-template.ts';
import { inherit, readTemplateData } from './read-template-data.ts';
import { renderTemplate, renderVersion } from './render-template.ts';

const LONGEST_PAGE = 200;

export const describeLaunchTemplates = describeList<LaunchTemplate>({
  name: 'DescribeLaunchTemplates',
  list: 'launchTemplates',
  idParams: { LaunchTemplateId: ({ id }) => id, LaunchTemplateName: ({ name }) => name },
  missing: [
    'InvalidLaunchTemplateId.NotFound',
    (id) => `The specified launch template, with template ID ${id}, does not exist.`,
  ],
  items: ({ ec2 }) => ec2.launchTemplates.values(),
  tags: ({ tags }) => tags,
  filters: { 'launch-template-name': ({ name }) => [name] },
  render: renderTemplate,
  pageLengths: [1, LONGEST_PAGE],
});

/** The template that a request names by id or by name. */
interface TemplateName {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

function readName(params: QueryParams): TemplateName {
  const named = { id: params.text('LaunchTemplateId'), name: params.text('LaunchTemplateName') };
  if (named.id !== undefined && named.name !== undefined) {
    throw ec2Error('InvalidParameterCombination', 'Either the launch template ID or its name is given, not both');
  }
  if (named.id === undefined && named.name === undefined) {
    throw ec2Error('MissingParameter', 'The request must contain a launch template ID or name');
  }
  if (named.id !== undefined && !/^lt-[0-9a-f]{8,17}$/.test(named.id)) {
    throw ec2Error('InvalidLaunchTemplateId.Malformed', `Invalid launch template ID: '${named.id}'`);
  }
  return named;
}

const resourceOf = ({ named }: { named: TemplateName }): string[] => [named.id ?? named.name ?? ''];

/** @throws InvalidLaunchTemplateId.NotFound, InvalidLaunchTemplateName.NotFoundException */
function findTemplate({ place }: Call, { id, name }: TemplateName): LaunchTemplate {
  const { launchTemplates } = place.ec2;
  const found =
    id === undefined ? [...launchTemplates.values()].find((entry) => entry.name === name) : launchTemplates.get(id);
  if (found) return found;
  throw id === undefined
    ? ec2Error(
        'InvalidLaunchTemplateName.NotFoundException',
        `The specified launch template, with template name ${name}, does not exist.`,
      )
    : ec2Error(
        'InvalidLaunchTemplateId.NotFound',
        `The specified launch template, with template ID ${id}, does not exist.`,
      );
}

/** @param text - a number, `$Latest` or `$Default`. @throws InvalidLaunchTemplateId.VersionNotFound */
function findVersion(template: LaunchTemplate, text: string): TemplateVersion {
  const number = versionNumber(template, text);
  const version = template.versions.get(number);
  if (version) return version;
  throw ec2Error(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find the specified version ${text} for the launch template with ID ${template.id}.`,
  );
}

function versionNumber(template: LaunchTemplate, text: string): number {
  if (text === '$Default') return template.defaultVersion;
  return text === '$Latest' ? Math.max(...template.versions.keys()) : Number(text);
}

export const describeLaunchTemplateVersions = defineOperation({
  name: 'DescribeLaunchTemplateVersions',
  input: (params: QueryParams) => {
    const versions = params.list('LaunchTemplateVersion');
    const [id, name] = [params.text('LaunchTemplateId'), params.text('LaunchTemplateName')];
    const input = {
      versions,
      named: id === undefined && name === undefined ? undefined : readName(params),
      from: params.number('MinVersion') ?? 1,
      to: params.number('MaxVersion') ?? Infinity,
      filters: readFilters(params),
      maxResults: params.number('MaxResults'),
      nextToken: params.text('NextToken'),
      dryRun: params.flag('DryRun'),
    };
    refuseUnread(params);
    if (input.named === undefined && versions.some((version) => !version.startsWith('$'))) {
      throw ec2Error('MissingParameter', 'Without a launch template the versions are $Latest, $Default or both');
    }
    if (input.filters.length > 0)
      throw ec2Error('InvalidParameterValue', `The filter '${input.filters[0]?.name}' is invalid`);
    return input;
  },
  resources: ({ named }) => (named === undefined ? [] : resourceOf({ named })),
  run: (call, { named, versions, from, to, dryRun, ...request }) => {
    if (dryRun) throw dryRunSucceeded();
    const templates = named === undefined ? [...call.place.ec2.launchTemplates.values()] : [findTemplate(call, named)];
    const found = templates.flatMap((template) => {
      const all = [...template.versions.values()].sort((a, b) => b.number - a.number);
      const asked = versions.map((text) => findVersion(template, text));
      return (versions.length === 0 ? all : [...new Set(asked)])
        .filter(({ number }) => number >= from && number <= to)
        .map((version) => ({ template, version }));
    });
    const list = {
      items: found,
      scope: ['launch-template-versions', named?.id, named?.name, versions],
      longestPage: LONGEST_PAGE,
    };
    const { items, nextToken } = pageOf(list, request);
    return {
      launchTemplateVersionSet: items.map(({ template, version }) => renderVersion(template, version)),
      nextToken,
    };
  },
});

/** A version on top of another, or from nothing; the default version stays. The client token makes a repetition harmless. */
export const createLaunchTemplateVersion = defineOperation({
  name: 'CreateLaunchTemplateVersion',
  writes: true,
  input: (params: QueryParams) => {
    const input = {
      named: readName(params),
      source: params.text('SourceVersion'),
      description: params.text('VersionDescription'),
      token: params.text('ClientToken'),
      data: readTemplateData(params),
      dryRun: params.flag('DryRun'),
    };
    refuseUnread(params);
    return input;
  },
  resources: resourceOf,
  run: (call, { named, source, description, token, data, dryRun }) => {
    const template = findTemplate(call, named);
    const sourceData = source === undefined ? undefined : findVersion(template, source).data;
    if (dryRun) throw dryRunSucceeded();
    const known = [...template.versions.values()].find((version) => token !== undefined && version.token === token);
    if (known) return { launchTemplateVersion: renderVersion(template, known) };
    const version = addVersion(template, {
      createdAt: call.now,
      createdBy: call.caller.arn,
      data: inherit(sourceData, data),
      ...(description === undefined ? {} : { description }),
      ...(token === undefined ? {} : { token }),
    });
    call.note(template.id, `version ${version.number} created`);
    return { launchTemplateVersion: renderVersion(template, version) };
  },
});

export const modifyLaunchTemplate = defineOperation({
  name: 'ModifyLaunchTemplate',
  writes: true,
  input: (params: QueryParams) => {
    const input = { named: readName(params), version: params.text('SetDefaultVersion'), dryRun: params.flag('DryRun') };
    params.text('ClientToken');
    refuseUnread(params);
    return input;
  },
  resources: resourceOf,
  run: (call, { named, version, dryRun }) => {
    const template = findTemplate(call, named);
    const chosen = version === undefined ? undefined : findVersion(template, version);
    if (dryRun) throw dryRunSucceeded();
    if (chosen) {
      template.defaultVersion = chosen.number;
      call.note(template.id, `default version ${chosen.number}`);
    }
    return { launchTemplate: renderTemplate(template) };
  },
});

/** Answers for each version by itself; the default one cannot be deleted. */
export const deleteLaunchTemplateVersions = defineOperation({
  name: 'DeleteLaunchTemplateVersions',
  writes: true,
  input: (params: QueryParams) => {
    const input = {
      named: readName(params),
      versions: params.list('LaunchTemplateVersion'),
      dryRun: params.flag('DryRun'),
    };
    refuseUnread(params);
    if (input.versions.length === 0)
      throw ec2Error('MissingParameter', 'The request must contain the parameter versions');
    return input;
  },
  resources: resourceOf,
  run: (call, { named, versions, dryRun }) => {
    const template = findTemplate(call, named);
    if (dryRun) throw dryRunSucceeded();
    const outcomes = versions.map((text) => ({ text, error: deleteVersion(call, template, text) }));
    const entry = (text: string): Answer => ({
      launchTemplateId: template.id,
      launchTemplateName: template.name,
      versionNumber: versionNumber(template, text),
    });
    return {
      successfullyDeletedLaunchTemplateVersionSet: outcomes
        .filter(({ error }) => !error)
        .map(({ text }) => entry(text)),
      unsuccessfullyDeletedLaunchTemplateVersionSet: outcomes
        .filter(({ error }) => error)
        .map(({ text, error }) => ({ ...entry(text), responseError: error })),
    };
  },
});

/** @returns why the version was not deleted */
function deleteVersion(
  call: Call,
  template: LaunchTemplate,
  text: string,
): { code: string; message: string } | undefined {
  const number = versionNumber(template, text);
  if (!template.versions.has(number)) {
    return { code: 'launchTemplateVersionDoesNotExist', message: `Version ${text} of ${template.id} does not exist.` };
  }
  if (number === template.defaultVersion) {
    return { code: 'unexpectedError', message: 'You cannot delete the default version of a launch template.' };
  }
  template.versions.delete(number);
  call.note(template.id, `version ${number} deleted`);
  return undefined;
}
