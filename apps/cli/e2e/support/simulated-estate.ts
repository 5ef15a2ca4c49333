import { rest } from './rest.ts';

interface Place {
  readonly instances?: readonly { readonly state?: string }[];
  readonly recoveryInstances?: readonly unknown[];
}
