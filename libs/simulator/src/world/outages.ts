interface Outage {
  readonly from: number;
  until: number;
}

const EVERY_ACCOUNT = '*';

/** When which Region could not be reached, for every account or for one; in simulated time. */
export class Outages {
  readonly #outages = new Map<string, Outage[]>();

  /** Switches a Region dark or light again; saying what already holds changes nothing. */
  set(change: { region: string; accountId?: string | undefined; dark: boolean; at: number }): void {
    const key = `${change.accountId ?? EVERY_ACCOUNT}/${change.region}`;
    const outages = this.#outages.get(key) ?? [];
    this.#outages.set(key, outages);
    const current = outages.find((outage) => outage.until === Infinity);
    if (change.dark && !current) outages.push({ from: change.at, until: Infinity });
    if (!change.dark && current) current.until = change.at;
  }

  /** When the outage at this instant began; undefined while the Region can be reached. */
  darkSince(accountId: string, region: string, at: number): number | undefined {
    const covering = this.#of(accountId, region).filter((outage) => outage.from <= at && at < outage.until);
    return covering.length === 0 ? undefined : Math.min(...covering.map((outage) => outage.from));
  }

  #of(accountId: string, region: string): Outage[] {
    return [EVERY_ACCOUNT, accountId].flatMap((owner) => this.#outages.get(`${owner}/${region}`) ?? []);
  }

  /** The Regions that are dark at this instant, as `*` or an account id, a slash and the Region. */
  dark(at: number): string[] {
    return [...this.#outages]
      .filter(([, outages]) => outages.some((outage) => outage.from <= at && at < outage.until))
      .map(([key]) => key)
      .sort();
  }
}
