/** What was started, in the order of starting. Disposing ends all of it, what came last first. */
export class Started implements AsyncDisposable {
  readonly #all: AsyncDisposable[] = [];

  add<T extends AsyncDisposable>(it: T): T {
    this.#all.push(it);
    return it;
  }

  /** Starts several at once; when one fails it waits for the others, which are ended with the rest. */
  async addAll(starting: readonly Promise<AsyncDisposable>[]): Promise<void> {
    const outcomes = await Promise.allSettled(starting.map(async (it) => this.add(await it)));
    const failed = outcomes.find((it) => it.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const it of this.#all.splice(0).reverse()) await it[Symbol.asyncDispose]();
  }
}
