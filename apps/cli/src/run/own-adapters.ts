import { describeAdapters } from '@breakwater/api';
import type { CompositionRoot } from '../composition/types.ts';
import type { AdapterView } from '../remote/answers.ts';

/** The adapters of this build and its plug-ins, as a server would tell of them. */
export const ownAdapters = async (root: Pick<CompositionRoot, 'installedAdapters'>): Promise<readonly AdapterView[]> =>
  describeAdapters(await root.installedAdapters());
