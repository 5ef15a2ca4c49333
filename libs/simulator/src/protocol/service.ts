import type { CommonErrors } from './common-errors.ts';
import type { Answer, Operation, ReadCall } from './operation.ts';
import type { ServiceError } from './service-error.ts';
import type { RateLimit } from './throttle.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** How a family of services reads requests and writes answers. */
export interface Protocol<Raw> {
  readonly errors: CommonErrors;
  /** Finds the operation's name and what it was given. */
  readonly parse: (request: WireRequest) => { readonly operation: string; readonly raw: Raw };
  readonly writeAnswer: (answer: Written) => WireResponse;
  readonly writeError: (error: ServiceError, requestId: string) => WireResponse;
}

/** An answer on its way out. */
export interface Written {
  readonly operation: string;
  readonly answer: Answer;
  readonly status: number;
  readonly requestId: string;
  readonly request: WireRequest;
}

/** An operation that was found for a request; its input is read by {@link RoutedCall.read}. */
export interface RoutedCall {
  readonly operation: Omit<Operation<never>, 'read'>;
  readonly read: () => ReadCall;
}

/** A service plugs into the server by its name in the signature scope. */
export interface Service {
  /** As IAM actions and faults begin: `rds`, `cloudwatch`. */
  readonly name: string;
  /** As the credential scope of a signature says it. */
  readonly signingName: string;
  /** The one Region whose control plane serves every Region; absent for a regional service. */
  readonly globalRegion?: string;
  /** The service's own limits of an operation; by default each operation has a bucket of its own. */
  readonly limitsOf?: (operation: string) => readonly RateLimit[] | undefined;
  readonly errors: CommonErrors;
  readonly operations: readonly Omit<Operation<never>, 'read'>[];
  /** @returns undefined, with the name asked for, when the service has no such operation */
  readonly route: (request: WireRequest) => { readonly name: string; readonly call: RoutedCall | undefined };
  readonly writeAnswer: (answer: Written) => WireResponse;
  readonly writeError: (error: ServiceError, requestId: string) => WireResponse;
}

export function createService<Raw>(
  name: string,
  protocol: Protocol<Raw>,
  operations: readonly Operation<Raw>[],
  signingName: string = name,
): Service {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  return {
    name,
    signingName,
    errors: protocol.errors,
    operations,
    route: (request) => {
      const { operation: asked, raw } = protocol.parse(request);
      const operation = byName.get(asked);
      return { name: asked, call: operation && { operation, read: () => operation.read(raw) } };
    },
    writeAnswer: protocol.writeAnswer,
    writeError: protocol.writeError,
  };
}
