/** An error that the service answers with. All of those that are played are the caller's. */
export class ServiceError extends Error {
  override readonly name: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.status = status;
  }
}
