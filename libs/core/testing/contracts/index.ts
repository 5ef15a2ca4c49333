export { technologyAdapterContract } from './technology-adapter.ts';
export type {
  AdapterWorker,
  AnyOperationRequest,
  AwsWrite,
  OpenWorld,
  OperationCase,
  OperationWorld,
  Scenario,
} from './technology-adapter/operation-world.ts';
