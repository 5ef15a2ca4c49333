/** A spoke account: how the hub gets in. */
export interface Account {
  /** 12 digits. */
  readonly account: string;
  readonly name: string;
  readonly roleArn: string;
  /** Guards against the confused deputy; one per spoke. */
  readonly externalId?: string;
  readonly regions: readonly string[];
}

/** The spoke accounts that this hub may enter. */
export interface AccountRepository {
  /** Creates or replaces. */
  save(account: Account): Promise<void>;
  find(account: string): Promise<Account | undefined>;
  list(): Promise<readonly Account[]>;
  remove(account: string): Promise<void>;
}
