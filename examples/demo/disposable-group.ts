/** A group of started resources. Disposing of it disposes of them in reverse order. */
export class DisposableGroup implements AsyncDisposable {
  readonly #members: AsyncDisposable[] = [];

  add<T extends AsyncDisposable>(member: T): T {
    this.#members.push(member);
    return member;
  }

  /** Waits for several concurrent starts. If one fails, waits for the others before it throws. */
  async addAll(starting: readonly Promise<AsyncDisposable>[]): Promise<void> {
    const outcomes = await Promise.allSettled(starting.map(async (member) => this.add(await member)));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const member of this.#members.splice(0).reverse()) await member[Symbol.asyncDispose]();
  }
}
