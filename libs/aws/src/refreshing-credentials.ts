/** What AWS lets a session do its calls with. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type CredentialsProvider = () => Promise<SessionCredentials>;

export interface RefreshOptions {
  /** Wall seconds before the end at which new credentials are fetched. */
  readonly earlySeconds: number;
  /** Wall time in epoch milliseconds. */
  readonly now: () => number;
  /** Told when a refresh failed while the old credentials still serve. */
  readonly onLateRefresh: (error: unknown) => void;
}

/**
 * A provider that keeps credentials until shortly before their end and fetches new ones once for all callers. While old
 * ones are still valid, a failed refresh is reported and tried again at the next call.
 */
export function refreshingCredentials(
  fetch: CredentialsProvider,
  { earlySeconds, now, onLateRefresh }: RefreshOptions,
): CredentialsProvider {
  let current: SessionCredentials | undefined;
  let fetching: Promise<SessionCredentials> | undefined;

  const secondsLeft = (credentials: SessionCredentials): number =>
    credentials.expiration === undefined ? Infinity : (credentials.expiration.getTime() - now()) / 1000;

  const refresh = (): Promise<SessionCredentials> => {
    fetching ??= fetch()
      .then((fresh) => (current = fresh))
      .finally(() => (fetching = undefined));
    return fetching;
  };

  return async () => {
    if (current === undefined) return refresh();
    const old = current;
    if (secondsLeft(old) > earlySeconds) return old;
    try {
      return await refresh();
    } catch (error) {
      if (secondsLeft(old) <= 0) throw error;
      onLateRefresh(error);
      return old;
    }
  };
}
